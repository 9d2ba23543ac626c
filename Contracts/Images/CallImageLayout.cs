// Where the fields of a call image lie: the C# twin of struct ffi_image, ffi_block and ffi_relocation in
// native/include/ffi_segment.h. A test compiles that header and holds the two against each other.
namespace FfiIsolation.Images;

internal static class CallImageLayout
{
    public const int Target = 0;
    public const int Convention = 8;
    public const int Flags = 12;
    public const int Integers = 16;
    public const int Vectors = 64;
    public const int StackWords = 192;
    public const int StackAlignment = 196;
    public const int BlockCount = 200;
    public const int RelocationCount = 204;
    public const int Sequence = 208;
    public const int ErrnoBefore = 216;
    public const int FetchKind = 220;
    public const int FetchOffset = 224;
    public const int FetchLimit = 232;

    /// <summary>The result part starts here and ends with the fixed part.</summary>
    public const int Result = 240;

    public const int Rax = 240;
    public const int Rdx = 248;
    public const int Xmm0 = 256;
    public const int Xmm1 = 272;
    public const int St0 = 288;
    public const int St1 = 304;
    public const int ErrnoAfter = 320;
    public const int Outcome = 324;
    public const int Exception = 328;
    public const int FetchLength = 336;
    public const int FetchStatus = 344;
    public const int MachineChanges = 348;

    /// <summary>The size of the fixed part, in bytes: words of the stack, blocks and relocations follow.</summary>
    public const int FixedSize = 352;

    public const int ResultSize = FixedSize - Result;

    public const int IntegerRegisters = 6;
    public const int VectorRegisters = 8;
    public const int VectorSize = 16;

    public const int BlockSize = 24;
    public const int BlockLength = 8;
    public const int BlockFlags = 16;

    public const int RelocationSize = 24;
    public const int RelocationValue = 8;
    public const int RelocationSpace = 16;

    /// <summary>What the gate puts into RAX before a call; see the C header.</summary>
    public const ulong ResultPoison = 0x7E5AC396A5D2B408;

    /// <summary>What the host puts into XMM0 where no argument uses it: a signalling NaN, which no function returns by accident.</summary>
    public const ulong VectorPoison = 0x7FF4C396A5D2B408;
}
