using System.Globalization;

namespace FfiIsolation.Cli.Binding;

/// <summary>A bit-field, as a property over the bytes that it lies in.</summary>
/// <param name="Name">Of the property.</param>
/// <param name="Type">Of the property.</param>
/// <param name="IsSigned">Whether it has negative values.</param>
/// <param name="Shift">Its lowest bit, from that of the storage.</param>
/// <param name="Width">Bits.</param>
internal sealed record BoundBits(string Name, string Type, bool IsSigned, int Shift, int Width)
{
    /// <param name="storage">The field that holds it.</param>
    /// <param name="storageType">The field's type, unsigned.</param>
    /// <param name="text">The member in C.</param>
    public void Write(CodeWriter code, string storage, string storageType, string text)
    {
        ulong mask = Width == 64 ? ulong.MaxValue : (1UL << Width) - 1;
        string bits = Number(mask), place = Number(mask << Shift);
        string read = Type == "bool" ? $"((ulong){storage} & {place}) != 0"
            : IsSigned ? string.Create(CultureInfo.InvariantCulture, $"({Type})((long)((ulong){storage} << {64 - Shift - Width}) >> {64 - Width})")
            : $"({Type})({Shifted($"(ulong){storage}", ">>")} & {bits})";
        string value = Type == "bool" ? "(value ? 1UL : 0)" : $"((ulong)value & {bits})";
        code.Line($"public {Type} {Name} // {text}");
        code.Line("{");
        code.Line($"readonly get => unchecked({read});");
        code.Line($"set => {storage} = unchecked(({storageType})(((ulong){storage} & ~{place}) | {Shifted(value, "<<")}));");
        code.Line("}");
    }

    private string Shifted(string value, string way) => Shift == 0 ? value : string.Create(CultureInfo.InvariantCulture, $"({value} {way} {Shift})");

    private static string Number(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:X}UL");
}
