// Where things lie in the memory that host and worker share. The C twin is native/include/ffi_segment.h;
// a test compiles that header and holds the two against each other.
namespace FfiIsolation.SharedMemory;

internal static class SegmentLayout
{
    public const ulong Magic = 0x4D47534946460A0D;
    public const uint Version = 6;

    public const int HeaderOffset = 0x0;
    public const int RecorderOffset = 0x1000;
    public const int CrashOffset = 0x2000;
    public const int HeapOffset = 0x3000;
    public const int CrashStackOffset = 0x4000;
    public const int CrashStackSize = 0x4000;
    public const int CrashMapsOffset = 0x8000;
    public const int CrashMapsSize = 0x10000;
    public const int ControlOffset = 0x18000;
    public const int ConfinementOffset = 0x19000;
    public const int ConfinementSize = 0x7000;
    public const int ForeignOffset = 0x20000;
    public const int ForeignSlots = 32;
    public const int LaneOffset = 0x100000;

    /// <summary>The number of frames: a call, and the calls within its callbacks.</summary>
    public const int Frames = 16;

    public const int FrameSize = 0x40000;

    /// <summary>Where the callback record lies in a frame; what is before it is room for the image.</summary>
    public const int FrameCallback = 0x3C000;

    public const int WindowOffset = 0x500000;

    // struct ffi_header
    public const int HeaderSize = 160;
    public const int HeaderVersion = 8;
    public const int HeaderFlags = 12;
    public const int HeaderSegmentSize = 16;
    public const int HeaderHostPid = 24;
    public const int HeaderCallsPipe = 28;
    public const int HeaderSecret = 32;
    public const int HeaderSegmentAddress = 64;
    public const int HeaderSymbolLookup = 72;
    public const int HeaderPipe = 80;
    public const int HeaderStartError = 84;
    public const int HeaderStartStep = 88;
    public const int HeaderWorkerPid = 92;
    public const int HeaderContractHash = 96;
    public const int HeaderContractHashSize = 64;

    /// <summary>Flag of the header: calls come by JSON-RPC, over a connection of their own.</summary>
    public const uint CallsByPipe = 1;

    /// <summary>Flag of the header: the worker ends itself, so the exit that follows is no crash.</summary>
    public const uint OrderlyShutdown = 2;

    /// <summary>Flag of the header: the worker has a guarded heap, which it finds at a descriptor (<see cref="HeapLayout.Descriptor"/>).</summary>
    public const uint GuardedHeap = 4;

    // struct ffi_recorder and ffi_recorder_frame
    public const int RecorderSize = 416;
    public const int RecorderDepth = 0;
    public const int RecorderCallThread = 4;
    public const int RecorderCalls = 8;
    public const int RecorderOverrun = 16;
    public const int RecorderOverrunError = 24;
    public const int RecorderFrames = 32;
    public const int RecorderFrameSize = 24;
    public const int RecorderFrameSequence = 0;
    public const int RecorderFrameStage = 8;
    public const int RecorderFrameCallback = 12;
    public const int RecorderFrameRow = 16;

    // struct ffi_confinement
    public const int ConfinementFlags = 0;
    public const int ConfinementPathsLength = 4;
    public const int ConfinementMemory = 8;
    public const int ConfinementCpuSeconds = 16;
    public const int ConfinementDescriptors = 24;
    public const int ConfinementFileSize = 32;
    public const int ConfinementPaths = 40;

    // struct ffi_control
    public const int ControlWorkerSleeps = 0;
    public const int ControlWorkerDead = 4;
    public const int ControlHostSleeps = 64;
    public const int ControlForeignBell = 128;
    public const int ControlReady = 192;
    public const int ControlCancel = 256;
    public const int ControlExchange = 384;

    // struct ffi_exchange
    public const int ExchangeSize = 64;
    public const int ExchangeTurn = 0;
    public const int ExchangeMessage = 4;
    public const int ExchangeOperand = 8;
    public const int ExchangeDepth = 8;
    public const int ExchangeMachineChanges = 12;
    public const int ExchangeCallback = 12;
    public const int ExchangeIntegers = 16;
    public const int ExchangeVectors = 48;

    /// <summary>Bit of a turn: the worker is dead or dying. Turns count modulo this.</summary>
    public const uint TurnDead = 0x80000000;
}
