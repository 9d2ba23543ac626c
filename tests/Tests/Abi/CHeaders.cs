namespace FfiIsolation.Tests.Abi;

/// <summary>The headers that declare every type name that a prototype may use.</summary>
internal static class CHeaders
{
    public const string All = """
        #define _GNU_SOURCE
        #define _LARGEFILE64_SOURCE
        #include <stdint.h>
        #include <stddef.h>
        #include <stdbool.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <math.h>
        #include <wchar.h>
        #include <wctype.h>
        #include <uchar.h>
        #include <signal.h>
        #include <time.h>
        #include <pthread.h>
        #include <sys/types.h>
        #include <sys/socket.h>
        #include <sys/resource.h>
        #include <netinet/in.h>
        #include <poll.h>
        #include <termios.h>
        #include <regex.h>
        #include <langinfo.h>
        #include <mqueue.h>

        """;
}
