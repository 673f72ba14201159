"""Text of kinds that the calibration text has little or nothing of: code, a table, a log, other languages."""

CODE = '''
def merge_intervals(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merges the intervals that overlap, and gives them in their order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


class RateLimiter:
    def __init__(self, rate: float, burst: int, clock=time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._tokens, self._last = float(burst), clock()

    def allow(self, cost: float = 1.0) -> bool:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._last) * self._rate)
        self._last = now
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True
'''

TABLE = """
| region | plan | seats | price | since | renews |
| --- | ---: | ---: | ---: | --- | --- |
| EU-West | Team | 48 | 1,152.00 | 2023-04-01 | 2026-04-01 |
| EU-North | Business | 310 | 9,300.00 | 2021-11-15 | 2026-11-15 |
| US-East | Team | 12 | 288.00 | 2024-02-20 | 2026-02-20 |
| US-West | Enterprise | 1,204 | 48,160.00 | 2020-06-30 | 2027-06-30 |
| AP-South | Business | 96 | 2,880.00 | 2022-08-08 | 2026-08-08 |
| AP-East | Team | 7 | 168.00 | 2025-01-31 | 2026-01-31 |
| SA-East | Free | 3 | 0.00 | 2025-09-12 | – |
| AF-South | Business | 55 | 1,650.00 | 2023-12-01 | 2026-12-01 |
"""

LOG = """
2026-11-27T08:14:02.118Z WARN  [gw-7f9c6d] upstream 10.42.3.17:8443 timed out after 30000ms (attempt 2/3) req=8f3ab1
2026-11-27T08:14:02.119Z ERROR [gw-7f9c6d] 502 POST /v2/orders?dry_run=0 len=18231 sha256=9a0f3c55e1b27d4480aa
2026-11-27T08:14:05.640Z INFO  [db-pool] checkout=41 idle=0 waiting=118 p99=2841.7ms
java.lang.IllegalStateException: Timer already cancelled.
\tat java.base/java.util.Timer.sched(Timer.java:409)
\tat com.example.orders.RetryQueue.lambda$drain$3(RetryQueue.java:212)
0x7ffd5e8c 4d 5a 90 00 03 00 00 00 04 00 00 00 ff ff 00 00 b8 00 00 00
AAAAB3NzaC1yc2EAAAADAQABAAABgQC7x9vT2kq0mZ8u1LrYwq3Nf5d0hGJ6pXoS1eKcVbA4tRzMlyWiHn==
!!!!!!!!!!!! ======================== ************************ ~~~~~~~~~~~~~~~~~~~~~~~~
"""

GERMAN = """
Wenn sich das Notebook nicht mehr mit dem Firmennetz verbindet, prüfen Sie zuerst, ob das Zertifikat noch gültig ist.
Öffnen Sie dazu die Einstellungen, wählen Sie „Netzwerk“ und danach das betreffende Profil. Ein abgelaufenes Zertifikat
wird rot angezeigt. Beantragen Sie in diesem Fall ein neues über das Serviceportal; die Freigabe dauert gewöhnlich einen
halben Arbeitstag. Während dieser Zeit können Sie das Gästenetz benutzen, haben dort aber keinen Zugriff auf die
Laufwerke Ihrer Abteilung. Vergessen Sie nicht, nach der Erneuerung das alte Zertifikat zu löschen, weil die Anmeldung
sonst abwechselnd mit dem alten und dem neuen versucht wird und das Konto nach fünf Fehlversuchen gesperrt werden kann.
"""

CHINESE = """
如果电脑无法连接公司的网络，请先检查证书是否仍然有效。打开设置，选择“网络”，然后选择相应的配置文件。
过期的证书会显示为红色。在这种情况下，请通过服务门户申请新的证书，审批通常需要半个工作日。
在此期间，您可以使用访客网络，但不能访问部门的共享文件夹。更新之后，请不要忘记删除旧的证书，
否则系统会交替使用旧证书和新证书登录，连续五次失败以后账户可能会被锁定。
"""

OTHER_TEXTS = {"code": CODE, "a table": TABLE, "a log": LOG, "German": GERMAN, "Chinese": CHINESE}
