// From the registers that came back to a value, with the tell-tale checks that a wrong prototype leaves its marks in.
using System.Text;
using FfiIsolation.Images;

namespace FfiIsolation.Calls;

internal static class ResultReader
{
    private const ulong UpperHalf = 0xFFFFFFFF00000000;

    /// <param name="isMapped">Whether an address is mapped in the worker; asked only when something looks wrong.</param>
    public static NativeResult Read(
        CallPlan plan, byte[] resultPart, ReadOnlySpan<byte> fetched, int generation, bool inSession, Func<ulong, bool> isMapped)
    {
        var result = new CallImageReader(resultPart);
        CType type = plan.Prototype.ReturnType;
        ulong bits = type switch
        {
            IntegerType integer => Extend(result.Rax, integer.Size, integer.IsSigned),
            BooleanType => result.Rax & 0xFF,
            FloatingType { Size: <= sizeof(double) } => result.Xmm0,
            FloatingType => result.St0Mantissa,
            PointerType => result.Rax,
            _ => 0,
        };
        string? text = result.FetchStatus == FetchStatus.Skipped || !plan.ReturnsText || bits == 0 ? null : Encoding.UTF8.GetString(fetched);
        string? warning = Warn(plan, type, result, isMapped);
        return new NativeResult(type, bits, result.St0Exponent, text, result.Errno, warning, generation, inSession);
    }

    private static ulong Extend(ulong value, int size, bool isSigned)
    {
        int unused = 64 - (8 * size);
        return isSigned ? (ulong)((long)(value << unused) >> unused) : value << unused >> unused;
    }

    private static string? Warn(CallPlan plan, CType type, CallImageReader result, Func<ulong, bool> isMapped)
    {
        if (result.FetchStatus == FetchStatus.Cut && plan.ReturnsText)
        {
            return $"The text is longer than {plan.FetchLimit} bytes ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxTextBytes)}) and was cut there.";
        }

        if ((result.MachineChanges & MachineChanges.X87Unbalanced) != 0)
        {
            return type is FloatingType { Size: > sizeof(double) }
                ? NotSet("long double", "something else")
                : "The function left a value on the x87 stack: it seems to return long double, not what the prototype says.";
        }

        if ((result.MachineChanges & MachineChanges.Modes) != 0)
        {
            return $"{plan.Prototype.Name} left the processor's floating-point modes or direction flag changed; the worker restored them.";
        }

        return type switch
        {
            IntegerType { Size: <= sizeof(int) } or BooleanType => WarnNarrow(type, result.Rax, isMapped),
            IntegerType or PointerType when result.Rax == CallImageLayout.ResultPoison => NotSet("integer", "a floating-point value or nothing"),
            FloatingType { Size: <= sizeof(double) } when result.Xmm0 == CallImageLayout.VectorPoison => NotSet("floating-point", "an integer, a pointer or nothing"),
            _ => null,
        };
    }

    private static string? WarnNarrow(CType type, ulong rax, Func<ulong, bool> isMapped)
    {
        if (rax == CallImageLayout.ResultPoison)
        {
            return NotSet("integer", "a floating-point value or nothing");
        }

        ulong upper = rax & UpperHalf;
        if (upper == (CallImageLayout.ResultPoison & UpperHalf))
        {
            // Whoever returns an int writes all of EAX, which clears the upper half. What is left of the mark was not written.
            return type.Size == sizeof(int) ? "The function wrote only the low bits of the result register: it seems to return bool, char or short." : null;
        }

        bool signExtended = upper == UpperHalf && (int)rax < 0;
        return upper != 0 && !signExtended && isMapped(rax)
            ? $"The value was cut to {8 * type.Size} bits: the result register held 0x{rax:x}, which is an address in the worker's memory. The function seems to return a pointer, not {type}."
            : null;
    }

    private static string NotSet(string register, string returns) =>
        $"The function did not set the {register} result register: it seems to return {returns}, not what the prototype says.";
}
