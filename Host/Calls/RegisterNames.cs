using FfiIsolation.Abi;

namespace FfiIsolation.Calls;

/// <summary>The registers of x86-64 by the names that debuggers and disassemblers have for them.</summary>
internal static class RegisterNames
{
    private static readonly string[] s_systemV = ["rdi", "rsi", "rdx", "rcx", "r8", "r9"];
    private static readonly string[] s_microsoft = ["rcx", "rdx", "r8", "r9"];

    /// <summary>The integer register of an argument.</summary>
    /// <param name="index">In the convention's order.</param>
    public static string Argument(CallConvention convention, int index) => (convention == CallConvention.Microsoft ? s_microsoft : s_systemV)[index];

    /// <summary>The register of a piece of an argument.</summary>
    public static string Argument(CallConvention convention, RegisterPiece piece) =>
        piece.File == RegisterFile.Vector ? Vector(piece.Register) : Argument(convention, piece.Register);

    /// <summary>The register of a piece of a result.</summary>
    public static string Result(RegisterPiece piece) => piece.File == RegisterFile.Vector ? Vector(piece.Register) : piece.Register == 0 ? "rax" : "rdx";

    public static string Vector(int index) => FormattableString.Invariant($"xmm{index}");

    /// <summary>The low bytes of an integer register: <c>edi</c> for 4 of <c>rdi</c>, <c>r8b</c> for 1 of <c>r8</c>.</summary>
    public static string Low(string register, int size)
    {
        if (size == sizeof(ulong))
        {
            return register;
        }

        if (char.IsDigit(register[1]))
        {
            return register + (size switch { 1 => "b", 2 => "w", _ => "d" });
        }

        string two = register[1..];
        return size switch
        {
            1 => two.EndsWith('x') ? two[..1] + "l" : two + "l",
            2 => two,
            _ => "e" + two,
        };
    }
}
