// Where the fields of a call list lie: the C# twin of struct ffi_list, ffi_list_call, ffi_link, ffi_list_result and ffi_list_registers in
// native/include/ffi_segment.h. A test compiles that header and holds the two against each other.
namespace FfiIsolation.Images;

internal static class ListLayout
{
    // struct ffi_list, behind the relocations of an image
    public const int Size = 32;
    public const int Flags = 4;
    public const int Results = 8;
    public const int ResultsLength = 16;
    public const int TextLimit = 24;
    public const int Number = 28;

    /// <summary>Of the list: the machine's modes are looked at after each call.</summary>
    public const uint CheckEach = 1;

    // struct ffi_list_call
    public const int CallSize = 40;
    public const int CallTarget = 0;
    public const int CallExpected = 8;
    public const int CallRegisters = 16;
    public const int CallLength = 20;
    public const int CallStackWords = 24;
    public const int CallStackAlignment = 26;
    public const int CallLinkCount = 28;
    public const int CallFlags = 30;
    public const int CallConvention = 32;
    public const int CallFetchKind = 33;
    public const int CallCondition = 34;
    public const int CallConditionShift = 35;
    public const int CallIntegerCount = 36;
    public const int CallVectorCount = 37;

    /// <summary>Of a call: its result is in XMM0.</summary>
    public const ushort ResultInXmm0 = 0x100;

    /// <summary>Of a call: it runs also where the list has stopped.</summary>
    public const ushort Always = 0x200;

    // struct ffi_link
    public const int LinkSize = 24;
    public const int LinkTo = 8;
    public const int LinkLength = 16;
    public const int LinkCall = 20;
    public const int LinkKind = 22;
    public const int LinkRange = 23;

    /// <summary>In a range, beside the number of bits.</summary>
    public const byte RangeSigned = 0x80;

    // struct ffi_list_result
    public const int ResultSize = 16;
    public const int ResultErrno = 8;
    public const int ResultState = 12;
    public const int ResultMachineChanges = 13;
    public const int ResultFetchStatus = 14;

    // struct ffi_list_registers
    public const int RegistersSize = 96;
    public const int RegistersRax = 0;
    public const int RegistersRdx = 8;
    public const int RegistersTextOffset = 16;
    public const int RegistersTextLength = 24;
    public const int RegistersXmm0 = 32;
    public const int RegistersXmm1 = 48;
    public const int RegistersSt0 = 64;
    public const int RegistersSt1 = 80;
}
