namespace FfiIsolation.Compare.Rows.Limits;

internal sealed class UnixSocketRow() : LimitRow("limit.unixSocket", "8 bytes to and fro by a Unix socket, C, blocking", "socket");
