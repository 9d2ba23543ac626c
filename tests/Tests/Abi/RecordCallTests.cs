using System.Collections.Immutable;
using FfiIsolation.Abi;

namespace FfiIsolation.Tests.Abi;

/// <summary>Arguments and results of every kind of type, in both conventions, against where compiled code puts them.</summary>
public sealed class RecordCallTests
{
    private const int Signatures = 500;
    private const int Records = 250;

    private static readonly string[] Scalars =
    [
        "_Bool", "char", "short", "int", "unsigned long", "float", "double", "long double", "__int128", "unsigned __int128", "_Float128", "float _Complex",
        "double _Complex", "long double _Complex", "enum color", "enum wide", "enum tiny", "void *", "callback", "float", "double", "int", "short_high",
    ];

    [Theory]
    [InlineData(CallConvention.SystemV, 11)]
    [InlineData(CallConvention.Microsoft, 12)]
    public void Every_argument_lies_where_the_compiler_puts_it(CallConvention convention, int seed)
    {
        (string text, Declarations declarations, string[] types) = Declare(seed, convention);
        var random = new Random(seed);
        var values = new CallValues(seed);
        var capture = new CallCapture(text, convention);
        var calls = new List<(Prototype Prototype, List<CType> Types, List<byte[]> Values, CallLayout Layout)>();
        for (int i = 0; i < Signatures; i++)
        {
            Prototype prototype = Prototype.Parse(Signature(random, types, convention), declarations);
            List<CType> all = [.. prototype.Parameters.Select(parameter => parameter.Type)];
            ImmutableArray<CType> extra = prototype.IsVariadic ? Extra(random, declarations, types) : [];
            CallLayout layout = CallLayout.Of(prototype, extra);
            all.AddRange(VariadicArguments.Promote(prototype, extra, DataModel.Lp64));
            List<byte[]> bytes = all.ConvertAll(values.Next);
            capture.AddCall(prototype, all, bytes, layout);
            calls.Add((prototype, all, bytes, layout));
        }

        string[] lines = capture.Run();

        Assert.Equal(Signatures, lines.Length);
        string[] wrong = [.. Enumerable.Range(0, Signatures).SelectMany(i => Wrong(lines[i], calls[i].Prototype, calls[i].Types, calls[i].Values, calls[i].Layout))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.True(calls.Max(call => call.Layout.StackWords) <= CallCapture.StackWords);
        Assert.Contains(calls, call => call.Layout.StackAlignment == (convention == CallConvention.SystemV ? 64 : 16));
        Assert.Contains(calls, call => call.Types.Count == PrototypeLimits.MaximumParameters);
    }

    [Theory]
    [InlineData(CallConvention.SystemV, 21)]
    [InlineData(CallConvention.Microsoft, 22)]
    public void Every_result_lies_where_the_compiler_leaves_it(CallConvention convention, int seed)
    {
        (string text, Declarations declarations, string[] types) = Declare(seed, convention);
        var values = new CallValues(seed);
        var capture = new CallCapture(text, convention);
        var results = new List<(CType Type, byte[] Value, ResultPlace Place)>();
        foreach (string name in types)
        {
            CType type = Prototype.Parse($"{name} f(void){AttributeOf(convention)}", declarations).ReturnType;
            ResultPlace place = CallLayout.Of(Prototype.Parse($"{name} f(void){AttributeOf(convention)}", declarations)).Result;
            byte[] value = values.Next(type);
            capture.AddResult(type, value, place);
            results.Add((type, value, place));
        }

        string[] lines = capture.Run();

        Assert.Equal(results.Count, lines.Length);
        string[] wrong = [.. Enumerable.Range(0, lines.Length).Select(i => WrongResult(lines[i], results[i].Type, results[i].Value, results[i].Place)).OfType<string>()];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        int kinds = results.Select(result => result.Place.GetType()).Distinct().Count();
        Assert.True(kinds >= (convention == CallConvention.SystemV ? 6 : 4), $"only {kinds} kinds of results");
    }

    private static (string Text, Declarations Declarations, string[] Types) Declare(int seed, CallConvention convention)
    {
        var generator = new RecordGenerator(seed, isSmall: true);
        string text = RecordGenerator.Prelude + "struct nothing {};\n" + string.Concat(Enumerable.Range(0, Records).Select(_ => generator.Next()));
        Declarations declarations = Declarations.Parse(text);
        string[] half = convention == CallConvention.SystemV ? ["_Float16", "_Float16 _Complex", "struct nothing"] : [];
        return (text, declarations, [.. Scalars, .. half, .. generator.Names.Where(name => declarations.FindType(name)!.Size is > 0 and <= 512)]);
    }

    private static string AttributeOf(CallConvention convention) => convention == CallConvention.Microsoft ? " __attribute__((ms_abi))" : "";

    private static string Signature(Random random, string[] types, CallConvention convention)
    {
        int count = random.Next(10) switch { 0 => random.Next(0, 2), < 6 => random.Next(1, 8), < 9 => random.Next(8, 20), _ => random.Next(30, PrototypeLimits.MaximumParameters + 1) };
        count = random.Next(50) == 0 ? PrototypeLimits.MaximumParameters : count;
        string list = string.Join(", ", Enumerable.Range(0, count).Select(_ => Pick(random, types)));
        bool isVariadic = count is > 0 and < 20 && random.Next(5) == 0;
        string result = random.Next(3) == 0 ? Pick(random, types) : "void";
        return $"{result} f({(count == 0 ? "void" : list)}{(isVariadic ? ", ..." : "")}){AttributeOf(convention)}";
    }

    private static string Pick(Random random, string[] types) => random.Next(2) == 0 ? types[random.Next(Scalars.Length)] : types[random.Next(types.Length)];

    private static ImmutableArray<CType> Extra(Random random, Declarations declarations, string[] types) =>
        [.. Enumerable.Range(0, random.Next(0, 8)).Select(_ => Prototype.Parse($"{Pick(random, types)} f(void)", declarations).ReturnType)];

    private static string Definition(CType type) => type is RecordType record ? record.ToDefinition() : type.ToString();

    private static IEnumerable<string> Wrong(string line, Prototype prototype, List<CType> types, List<byte[]> values, CallLayout layout)
    {
        var words = new Queue<string>(line.TrimStart(':').Split(' ', StringSplitOptions.RemoveEmptyEntries));
        for (int i = 0; i < types.Count; i++)
        {
            ArgumentPlace place = layout.Arguments[i];
            string[] dumped = [.. Enumerable.Range(0, CallValues.WordsOf(place)).Select(_ => words.Count > 0 ? words.Dequeue() : "nothing")];
            ImmutableArray<RegisterPiece>? pieces = CallValues.PiecesOf(place);
            string expected = CallValues.Expected(types[i], values[i], pieces);
            string[] found = place is SplitPlace
                ? [CallValues.Found(types[i], string.Concat(dumped), pieces)]
                : [.. dumped.Select(one => CallValues.Found(types[i], one, null))];
            if (found.Any(one => one != expected))
            {
                // One mistake moves all that follow; it is often the argument before that was placed wrongly.
                string around = string.Join("\n  ", Enumerable.Range(Math.Max(0, i - 1), Math.Min(2, i + 1)).Select(j => $"{j}: {Definition(types[j])} in {layout.Arguments[j]}"));
                yield return $"{prototype}: argument {i} is not in its place: {string.Join(' ', found)} instead of {expected}\n  {around}";
                yield break;
            }
        }
    }

    private static string? WrongResult(string line, CType type, byte[] value, ResultPlace place)
    {
        string[] halves = line.Split('|');
        ImmutableArray<RegisterPiece>? pieces = place is SplitResult split ? split.Pieces : null;
        byte[] mask = BitMask.Of(type);
        string found = halves[0].Replace(" ", "", StringComparison.Ordinal);
        string expected = place is X87Result ? Convert.ToHexStringLower(value[..10]) : CallValues.Expected(type, value, pieces);
        found = place is X87Result ? found : CallValues.Found(type, found, pieces);
        string state = place switch
        {
            MemoryResult when Array.TrueForAll(mask, one => one == 0) => "",
            MemoryResult => mask.Length > 1 && mask[0] == 0xff && mask[1] == 0xff ? " 0 1 1" : " 0 1",
            X87Result => " 1 0 0",
            ComplexX87Result => " 2 0 0",
            _ => " 0 0 0",
        };
        bool isRight = found == expected && halves[1].StartsWith(state, StringComparison.Ordinal);
        return isRight ? null : $"{Definition(type)}: not in {place}: {found} instead of {expected},{halves[1]} instead of{state}";
    }
}
