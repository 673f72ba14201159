"""The steps of the Redis ledger that happen wholly or not at all: Lua, which Redis runs as one command."""

CLAIM = """
if ARGV[1] ~= '' and redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[5]) == false then return 0 end
if redis.call('EXISTS', KEYS[2], KEYS[5]) > 0 then return 0 end
redis.call('HSET', KEYS[2], 'asked', ARGV[2], 'state', 'received', 'owner', ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('ZADD', KEYS[3], ARGV[7], ARGV[4])
redis.call('ZADD', KEYS[4], ARGV[8], ARGV[4])
return 1
"""
"""Takes a question in, unless its event or itself is known. Keys: event, question, by age, open, struck."""

STRIKE = """
if redis.call('EXISTS', KEYS[3]) == 0 then redis.call('SET', KEYS[2], '1', 'EX', ARGV[1]) end
for n = 4, #KEYS do
  local asked = cjson.decode(redis.call('HGET', KEYS[n], 'asked'))
  asked['text'] = ''
  asked['files'] = nil
  redis.call('HSET', KEYS[n], 'asked', cjson.encode(asked), 'state', 'stopped')
  redis.call('HDEL', KEYS[n], 'outcome')
  redis.call('ZREM', KEYS[1], ARGV[n - 2])
end
"""
"""Ends questions and blanks them; where the message's own is unknown, its key is remembered.

Keys: open, struck, the message's own question, then each that is ended.
"""

BEGIN = """
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'received' and state ~= 'answering' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'answering')
return 1
"""
"""Marks a question as being answered, unless it has come to its end. Keys: question."""

FINISH = """
local state = redis.call('HGET', KEYS[1], 'state')
if state == 'received' or state == 'answering' then
  redis.call('HSET', KEYS[1], 'state', ARGV[2])
  if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'outcome', ARGV[3]) end
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SREM', KEYS[3], ARGV[1])
"""
"""Ends a question, unless it has come to its end meanwhile. Keys: question, open, stops."""

TAKE = """
local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not lease then return 0 end
local owner = redis.call('HGET', KEYS[2], 'owner')
if owner ~= ARGV[2] and tonumber(lease) > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[2], 'owner', ARGV[2])
redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
return 1
"""
"""Makes a question this replica's, if it was already or its lease has run out. Keys: open, question."""

RENEW = """
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if redis.call('HGET', ARGV[3] .. key, 'owner') == ARGV[1] then redis.call('ZADD', KEYS[1], 'XX', ARGV[2], key) end
end
"""
"""Lengthens the leases of a replica's questions. Keys: open."""
