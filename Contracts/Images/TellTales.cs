// What lies in the registers that no argument fills: the C# twin of the tell-tale values in native/include/ffi_segment.h. A test compiles that header and holds the two against each other.
namespace FfiIsolation.Images;

internal static class TellTales
{
    /// <summary>How many addresses there are, one for each of the six integer registers and two more; each in the middle of <see cref="Room"/> bytes that nobody can access.</summary>
    public const int Count = 8;

    public const ulong Room = 0x10_0000;
    public const ulong Start = 0x2A11_7A00_0000;

    /// <summary>The number of that in the word of the stack behind the arguments.</summary>
    public const int Stack = 6;

    /// <summary>The number of that in rdi and rsi, in a call of the Microsoft convention.</summary>
    public const int OtherConvention = 7;

    /// <summary>In place of a number: a sum of two of them, or twice one.</summary>
    public const int Sum = Count;

    /// <summary>The least sum of two addresses of the integer registers, of which there are six.</summary>
    public const ulong LeastSum = 2 * (Start + (Room / 2));

    /// <summary>How far above it the greatest is.</summary>
    public const ulong SumRoom = 10 * Room;

    /// <summary>A signalling NaN for the first vector register; its low half is one for whoever takes it for a float.</summary>
    public const ulong Nan = 0x7FF4B4B8_7FA5A5C3;

    public const ulong NanStep = 0x1_0000_0008;

    /// <summary>What a callback leaves in xmm0 that returns nothing there: the value behind those of the registers.</summary>
    public const ulong CallbackNan = Nan + (8 * NanStep);

    /// <summary>What a callback leaves above the float that it returns.</summary>
    public const ulong AboveCallbackFloat = CallbackNan & ~(ulong)uint.MaxValue;

    /// <summary>What is left of a NaN in a double, whatever its sign, its register, whether it was computed with, and whether it has been a float.</summary>
    public const ulong NanMask = 0x7FF7_FFF8_0000_0000;

    public const ulong NanMark = Nan & NanMask;

    /// <summary>The same in a float. Its lowest three bits are not in it: what was a double above a float has that one's highest there.</summary>
    public const uint FloatMask = 0x7FBF_FFC0;

    public const uint FloatMark = unchecked((uint)Nan) & FloatMask;

    /// <summary>What the NaNs of the registers and that of callbacks have in common, and few others.</summary>
    public const ulong AnyNanMask = NanMask & ~((NanMark ^ CallbackNan) & NanMask);

    public const uint AnyFloatMask = FloatMask & ~((FloatMark ^ unchecked((uint)CallbackNan)) & FloatMask);

    /// <summary>A result that is so near to a tell-tale address was made of it. Wider for 64 bits, which no number hits by chance.</summary>
    private const ulong Near = 0x100;

    private const ulong QuietBit = 1UL << 51;
    private const uint QuietFloatBit = 1U << 22;

    /// <summary>The address for an integer register.</summary>
    public static ulong Address(int register) => Start + (Room / 2) + (Room * (ulong)register);

    /// <summary>The NaN for a vector register.</summary>
    public static ulong Vector(int register) => Nan + (NanStep * (ulong)register);

    /// <summary>What lies above a float in its register: whoever takes it for a double computes with a NaN.</summary>
    public static ulong AboveFloat(int register) => Vector(register) & ~(ulong)uint.MaxValue;

    /// <summary>Which tell-tale an access hit.</summary>
    public static int? OfAccess(ulong address) => address - Start < Count * Room ? (int)((address - Start) / Room) : null;

    /// <summary>Which tell-tale an integer of 64 bits was made of: the address itself, an address or number near it, its negative, or a <see cref="Sum"/>.</summary>
    public static int? Of64(ulong value) => OfAccess(value) ?? OfAccess(unchecked(0 - value)) ?? (IsSum(value) ? Sum : null);

    /// <summary>The same of the low 32 bits; of sums those alone that are exact.</summary>
    public static int? Of32(uint value) => NearLow(value) ?? NearLow(unchecked(0 - value)) ?? (IsSum(value) ? Sum : null);

    /// <summary>Whether a number of 64 bits is a sum of two addresses of integer registers, or near one.</summary>
    public static bool IsSum(ulong value) => value - (LeastSum - (Room / 2)) < SumRoom + Room;

    /// <summary>Whether a number is the low half of such a sum.</summary>
    public static bool IsSum(uint value) => unchecked(value - (uint)LeastSum) is var offset && offset <= SumRoom && offset % Room == 0;

    /// <summary>Which tell-tale's low 32 bits a value is.</summary>
    public static int? OfLowHalf(uint value) => NearLow(value) is { } number && (uint)Address(number) == value ? number : null;

    /// <summary>Which vector register's tell-tale a double was made of.</summary>
    /// <param name="isComputed">Whether it was computed with: it is as it was in the register otherwise, but for its sign.</param>
    public static int? OfDouble(ulong bits, out bool isComputed)
    {
        isComputed = (bits & QuietBit) != 0;
        return (bits & NanMask) == NanMark ? (int)(bits >> 32) & 7 : null;
    }

    /// <summary>Which vector register's tell-tale a float was made of.</summary>
    /// <param name="isComputed">Whether it was computed with, or was a double before.</param>
    public static int? OfFloat(uint bits, out bool isComputed)
    {
        isComputed = (bits & QuietFloatBit) != 0;
        return (bits & FloatMask) == FloatMark && (isComputed || (bits & 7) == (Nan & 7)) ? (int)(bits >> 3) & 7 : null;
    }

    /// <summary>Whether a register of 64 bits is as a call left it that passes no argument there.</summary>
    public static bool IsUntouched(ulong register) => OfAccess(register) is { } number ? Address(number) == register : (register & NanMask) == NanMark && Vector((int)(register >> 32) & 7) == register;

    /// <summary>Whether a double was made of what a callback left in xmm0.</summary>
    public static bool IsOfCallback(ulong bits) => (bits & NanMask) == (CallbackNan & NanMask);

    /// <summary>Likewise a float.</summary>
    public static bool IsOfCallback(uint bits) => (bits & FloatMask) == (unchecked((uint)CallbackNan) & FloatMask);

    private static int? NearLow(uint value)
    {
        uint offset = unchecked(value - (uint)Start);
        return offset < Count * Room && Math.Abs((long)(offset % Room) - (long)(Room / 2)) <= (long)Near ? (int)(offset / Room) : null;
    }
}
