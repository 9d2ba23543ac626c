// Where the parts of a callback lie: the C# twin of struct ffi_callback, ffi_answer, ffi_callback_entry and ffi_callback_rule in
// native/include/ffi_segment.h. A test compiles that header and holds the two against each other.
namespace FfiIsolation.SharedMemory;

internal static class CallbackLayout
{
    /// <summary>The number of callbacks that can be bound at a time.</summary>
    public const int Callbacks = 1024;

    // struct ffi_callback
    public const int Size = 0x4000;
    public const int State = 0;
    public const int Index = 4;
    public const int Thread = 8;
    public const int StackWords = 12;
    public const int Integers = 16;
    public const int Vectors = 64;
    public const int Answer = 192;
    public const int DataLengths = 288;
    public const int Stack = 320;
    public const int Data = 8512;
    public const int DataSize = 7872;
    public const int DataAlignment = 16;
    public const int MaxStackWords = 1024;
    public const int MaxRules = 8;

    // struct ffi_answer
    public const int AnswerSize = 96;
    public const int AnswerRax = 0;
    public const int AnswerRdx = 8;
    public const int AnswerXmm0 = 16;
    public const int AnswerXmm1 = 32;
    public const int AnswerSt0 = 48;
    public const int AnswerSt1 = 64;

    // struct ffi_callback_entry
    public const int EntrySize = 152;
    public const int EntryBound = 0;
    public const int EntryConvention = 4;
    public const int EntryStackWords = 8;
    public const int EntryResult = 12;
    public const int EntryRuleCount = 16;
    public const int EntryResultSize = 20;
    public const int EntryRules = 24;

    // struct ffi_callback_rule
    public const int RuleSize = 16;
    public const int RulePointerSlot = 0;
    public const int RuleSizeSlot = 4;
    public const int RuleElementSize = 8;
    public const int RuleMaximum = 12;

    /// <summary>The slot of stack word 0; those before it are integer registers.</summary>
    public const int SlotStack = 8;

    /// <summary>As a size: one element.</summary>
    public const int SlotOne = -1;

    /// <summary>As a size: up to a terminator of the size of an element.</summary>
    public const int SlotText = -2;

    /// <summary>Added to the slot of a size: an <c>int</c>, whose register holds anything in its upper half.</summary>
    public const int SlotInt = 0x10000;
}
