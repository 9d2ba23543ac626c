namespace FfiIsolation;

/// <summary>Qualifiers as C text, in one fixed order.</summary>
internal static class QualifierText
{
    public static string Write(TypeQualifiers qualifiers)
    {
        string text = "";
        Append(TypeQualifiers.Const, "const");
        Append(TypeQualifiers.Volatile, "volatile");
        Append(TypeQualifiers.Restrict, "restrict");
        return text;

        void Append(TypeQualifiers one, string word)
        {
            if ((qualifiers & one) != 0)
            {
                text = text.Length == 0 ? word : text + " " + word;
            }
        }
    }
}
