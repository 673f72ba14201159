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
if redis.call('EXISTS', KEYS[4]) == 0 then redis.call('SET', KEYS[3], '1', 'EX', ARGV[1]) end
local struck = {}
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if key == ARGV[2] or string.sub(key, 1, #ARGV[2] + 1) == ARGV[2] .. '#' then
    local question = ARGV[3] .. key
    local kept = redis.call('HGET', question, 'asked')
    local asked = kept and cjson.decode(kept)
    local state = redis.call('HGET', question, 'state')
    if asked and not (asked['private'] and (state == 'received' or state == 'answering')) then
      struck[#struck + 1] = redis.call('HGETALL', question)
      asked['text'] = ''
      asked['files'] = nil
      redis.call('HSET', question, 'asked', cjson.encode(asked), 'state', 'stopped')
      redis.call('HDEL', question, 'outcome')
      redis.call('ZREM', KEYS[2], key)
    end
  end
end
return struck
"""
"""Ends and blanks a message's question and what was made of it; as they were, each as its fields and values in turn.

What somebody alone waits for stays. Where the message's own question is unknown, its key is remembered.
Keys: by age, open, struck, the message's own question.
"""

REVISE = """
if redis.call('HGET', KEYS[1], 'asked') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'asked', ARGV[2])
return 1
"""
"""Puts a question in the place of what it was, unless that has become something else. Keys: question."""

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

OF_USER = """
local keys = redis.call('ZREVRANGE', KEYS[1], ARGV[1], ARGV[2])
local found = {#keys}
for _, key in ipairs(keys) do
  local kept = redis.call('HMGET', ARGV[3] .. key, 'state', 'asked')
  if kept[1] == 'replied' and kept[2] and cjson.decode(kept[2])['user'] == ARGV[4] then found[#found + 1] = key end
end
return found
"""
"""Looks at some questions, the latest first: how many, and the keys of those that somebody got a reply to.

Keys: by age.
"""

FORGET = """
for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])) do
  if not redis.call('ZSCORE', KEYS[2], key) then
    redis.call('DEL', ARGV[2] .. key)
    redis.call('ZREM', KEYS[1], key)
  end
end
"""
"""Forgets the questions up to a moment that are not open. Keys: by age, open."""
