// Where things lie in the memory that host and worker share. The C twin is native/include/ffi_segment.h;
// a test compiles that header and holds the two against each other.
namespace FfiIsolation.SharedMemory;

internal static class SegmentLayout
{
    public const ulong Magic = 0x4D47534946460A0D;
    public const uint Version = 1;

    public const int HeaderOffset = 0x0;
    public const int RecorderOffset = 0x1000;
    public const int CrashOffset = 0x2000;
    public const int CrashStackOffset = 0x4000;
    public const int CrashStackSize = 0x4000;
    public const int CrashMapsOffset = 0x8000;
    public const int CrashMapsSize = 0x10000;
    public const int LaneOffset = 0x20000;
    public const int LaneSize = 0x20000;
    public const int WindowOffset = 0x40000;

    // struct ffi_header
    public const int HeaderSize = 96;
    public const int HeaderVersion = 8;
    public const int HeaderFlags = 12;
    public const int HeaderSegmentSize = 16;
    public const int HeaderHostPid = 24;
    public const int HeaderSecret = 32;
    public const int HeaderSegmentAddress = 64;
    public const int HeaderSymbolLookup = 72;
    public const int HeaderPipe = 80;
    public const int HeaderStartError = 84;
    public const int HeaderStartStep = 88;

    /// <summary>Flag of the header: the worker ends itself, so the exit that follows is no crash.</summary>
    public const uint OrderlyShutdown = 2;

    // struct ffi_recorder
    public const int RecorderSequence = 0;
    public const int RecorderStage = 8;
}
