// Where the fields of a call image lie: the C# twin of struct ffi_image, ffi_block and ffi_relocation in
// native/include/ffi_segment.h. A test compiles that header and holds the two against each other.
namespace FfiIsolation.Images;

internal static class CallImageLayout
{
    public const int Sequence = 0;
    public const int Target = 8;
    public const int Length = 16;
    public const int Convention = 20;
    public const int Flags = 22;
    public const int Message = 24;
    public const int StackWords = 32;
    public const int BlockCount = 36;
    public const int RelocationCount = 40;
    public const int StackAlignment = 44;
    public const int FetchKind = 46;
    public const int ErrnoBefore = 48;
    public const int FetchLimit = 52;
    public const int FetchOffset = 56;

    public const int Integers = 64;
    public const int Vectors = 128;

    /// <summary>The result part starts here and ends with the fixed part.</summary>
    public const int Result = 256;

    public const int Outcome = 256;
    public const int MachineChanges = 260;
    public const int ErrnoAfter = 264;
    public const int FetchStatus = 268;
    public const int Rax = 272;
    public const int Rdx = 280;
    public const int Xmm0 = 288;
    public const int Xmm1 = 304;
    public const int FetchLength = 320;
    public const int RowsDone = 328;
    public const int St0 = 336;
    public const int St1 = 352;
    public const int Exception = 368;

    /// <summary>The size of the fixed part, in bytes: words of the stack, blocks and relocations follow.</summary>
    public const int FixedSize = 384;

    public const int ResultSize = FixedSize - Result;

    public const int IntegerRegisters = 6;
    public const int VectorRegisters = 8;
    public const int VectorSize = 16;

    public const int BlockSize = 24;
    public const int BlockLength = 8;
    public const int BlockFlags = 16;

    /// <summary>A flag of a block beside its direction: canaries lie around it, and a call that leaves it is told.</summary>
    public const uint BlockGuarded = 4;

    /// <summary>Likewise: the worker closes its pages when the outermost call has ended.</summary>
    public const uint BlockLent = 8;

    /// <summary>Likewise: the function only reads it, so that a change is told.</summary>
    public const uint BlockConst = 16;

    /// <summary>Where in <see cref="MachineChanges"/> the place of a block is that was changed all the same, 8 bits.</summary>
    public const int ConstBlockShift = 8;

    /// <summary>Where the first byte is that was changed, 16 bits.</summary>
    public const int ConstByteShift = 16;

    // struct ffi_overruns and ffi_overrun, in the fetch area
    public const int OverrunsSize = 1352;
    public const int OverrunsOutcome = 4;
    public const int OverrunsEntries = 8;
    public const int MaxOverruns = 8;
    public const int OverrunSize = 168;
    public const int OverrunKind = 4;
    public const int OverrunFirst = 8;
    public const int OverrunLast = 16;
    public const int OverrunRow = 24;
    public const int OverrunThread = 32;
    public const int OverrunFrameCount = 36;
    public const int OverrunFrames = 40;
    public const int MaxOverrunFrames = 16;

    /// <summary>The bytes of a canary, and the least distance of two blocks in one slot.</summary>
    public const int CanaryBytes = 64;

    public const int RelocationSize = 24;
    public const int RelocationValue = 8;
    public const int RelocationSpace = 16;

    // struct ffi_batch and ffi_column, behind the relocations
    public const int BatchSize = 32;
    public const int BatchFirstRow = 8;
    public const int BatchColumnCount = 16;
    public const int BatchResultCount = 20;
    public const int BatchNumber = 24;
    public const int BatchIntegerRegisters = 28;
    public const int BatchVectorRegisters = 30;
    public const int ColumnSize = 24;
    public const int ColumnStride = 8;
    public const int ColumnElementSize = 12;
    public const int ColumnPlace = 16;
    public const int ColumnKind = 20;

    /// <summary>What the gate puts into RAX before a call; see the C header.</summary>
    public const ulong ResultPoison = 0x7E5AC396A5D2B408;
}
