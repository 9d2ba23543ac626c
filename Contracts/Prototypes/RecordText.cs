using System.Text;

namespace FfiIsolation;

/// <summary>Writes definitions of structs, unions and enums as C.</summary>
internal static class RecordText
{
    public static string Keyword(TagKind kind) => kind switch
    {
        TagKind.Struct => "struct",
        TagKind.Union => "union",
        TagKind.Enum => "enum",
        _ => "",
    };

    public static string Write(RecordType record)
    {
        var text = new StringBuilder(Keyword(record.Kind));
        text.Append(record.Tag is null ? "" : " " + record.Tag).Append(" {");
        foreach (RecordMember member in record.Members)
        {
            text.Append(' ').Append(Write(member)).Append(';');
        }

        return text.Append(" }").Append(Attributes(record.Definition.IsPacked, record.Definition.RequestedAlignment)).ToString();
    }

    public static string Write(RecordMember member)
    {
        string width = member.BitWidth is { } bits ? FormattableString.Invariant($": {bits}") : "";
        string space = member.Name is not null && width.Length > 0 ? " " : "";
        return member.Type.Declare(member.Qualifiers, member.Name + space + width) + Attributes(member.Draft.IsPacked, member.Draft.Alignment);
    }

    public static string Write(EnumType type)
    {
        string constants = string.Join(", ", type.Constants);
        return $"enum {(type.Tag is null ? "" : type.Tag + " ")}{{ {constants} }}{Attributes(type.Size < sizeof(int), null)}";
    }

    private static string Attributes(bool isPacked, int? alignment)
    {
        string aligned = alignment is { } bytes ? FormattableString.Invariant($"aligned({bytes})") : "";
        string both = isPacked && aligned.Length > 0 ? "packed, " + aligned : isPacked ? "packed" : aligned;
        return both.Length == 0 ? "" : $" __attribute__(({both}))";
    }
}
