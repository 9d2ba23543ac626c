using System.Text;
using System.Text.RegularExpressions;
using FfiIsolation.Cli.Binding;
using FfiIsolation.Headers;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What libclang prints of a header, which a worker sends: declarations, each on a line, with their comments.</summary>
internal sealed partial class HeaderDecoder : Decoder
{
    public override string Name => "header";

    public override string Runs => "PrintedText, UnnamedTags, MacroProbe.CanBeValue, HeaderDeclarations, LayoutDifference, DeclaredTruth, Binding and what it stands on, BindingText, DocComment, DocText";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts(
        "struct __attribute__((packed)) __attribute__((annotate(\"ffi:(packed)\"))) rec { char tag; int value; }\nint take(struct rec r, const struct rec *p)\ntypedef struct point point",
        "/** Sums up. @param n count */ extern double total(const double *values, size_t n) __attribute__((nonnull(1))) __attribute__((annotate(\"ffi:(access(read_only, 1, 2), nonnull(1))\")))",
        "struct { double x; union { float f; char text[4]; }; unsigned b : 3; }\ntypedef struct point point\npoint turn(point p, int (*visit)(void *, const point *)) asm(\"turn_it\")",
        "enum { FIRST = 1 << 4, SECOND }\ntypedef enum kind kind\nenum kind { A, B }\nkind next(kind k)\nchar *name() __attribute__((annotate(\"ffi:(__malloc__ (__builtin_free, 1))\")))");

    public override IReadOnlyList<byte[]> Words { get; } = [.. CWords.All, .. Texts("__attribute__((annotate(\"ffi:(", "\")))", "asm(\"", "/**", "@param ", "(unnamed struct at a.h:1)", "typedef struct ", " _Noreturn")];

    public override bool Decode(byte[] input)
    {
        var declarations = new List<HeaderDeclaration>();
        string? unnamed = null;
        foreach (string line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            string printed = PrintedText.WithAttributes(line), name = Declared().Match(printed).Groups["name"].Value;
            HeaderKind kind = printed.StartsWith("typedef", StringComparison.Ordinal) ? HeaderKind.Typedef : printed.StartsWith("enum", StringComparison.Ordinal) ? HeaderKind.Enum
                : printed.StartsWith("struct", StringComparison.Ordinal) || printed.StartsWith("union", StringComparison.Ordinal) ? HeaderKind.Record : HeaderKind.Function;
            string text = kind == HeaderKind.Function ? PrintedText.OfFunction(printed, name)
                : kind == HeaderKind.Typedef && unnamed is not null ? UnnamedTags.Join(printed, name, unnamed) ?? printed : printed;
            unnamed = kind is HeaderKind.Record or HeaderKind.Enum && UnnamedTags.Is(printed) ? printed : null;
            declarations.Add(new(kind, unnamed is null ? PrintedText.SymbolOf(printed, name) : null, text, line, IsOwn: true)
            {
                Layout = kind == HeaderKind.Record ? new(line.Length, 1 << (line.Length % 5), []) : null,
                ParameterNames = kind == HeaderKind.Typedef ? line.Split(' ') : [],
                Constants = kind == HeaderKind.Enum ? [new("FIRST", line.Length)] : [],
            });
            Look(MacroProbe.CanBeValue(line));
        }

        HeaderDeclarations header = HeaderDeclarations.Of(new("/x.h", declarations, [new("LIMIT", 10)], [], []));
        foreach (Prototype function in header.Known.Functions)
        {
            Look(DeclaredTruth.Of(function));
        }

        Binding binding = Binding.Of(header, new("x", "Bindings", "IX", ""), declarations.Select(one => one.Name ?? ""));
        Look(BindingText.Of(binding, "ffi bind"));
        return binding.Methods.Count > 0;
    }

    [GeneratedRegex(@"(?<name>[A-Za-z_]\w*)\s*(\(|\{|$)")]
    private static partial Regex Declared();
}
