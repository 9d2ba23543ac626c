using FfiIsolation.Abi;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Conformance;

/// <summary>Hundreds of functions with random signatures, compiled by gcc, called through the public API: each tells what it got, and what it gave.</summary>
public sealed class ConformanceTests
{
    private const int Functions = 400;
    private const int NotesSize = 1 << 20;

    private static string Routines => $$"""

        static unsigned char notes[{{NotesSize}}];
        static unsigned long used;
        static void note(const void *from, unsigned long size) { memcpy(notes + used, from, size); used += size; }
        static void begin(int number) { used = 0; note(&number, sizeof number); }
        unsigned long take_notes(void *to, unsigned long size) { memcpy(to, notes, used < size ? used : size); return used; }

        """;

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(CallConvention.SystemV, LaneChoice.SharedMemory, 301)]
    [InlineData(CallConvention.SystemV, LaneChoice.Rpc, 302)]
    [InlineData(CallConvention.Microsoft, LaneChoice.SharedMemory, 303)]
    public async Task Every_argument_and_every_result_of_a_random_signature_is_right(CallConvention convention, LaneChoice lane, int seed)
    {
        bool isMicrosoft = convention == CallConvention.Microsoft;
        var source = new SignatureSource(seed, isMicrosoft);
        GeneratedFunction[] functions = Generate(source, seed, isMicrosoft);
        string path = OwnTemporaryFolder.NewFile() + ".so";
        CCompiler.CompileLibrary(CHeaders.All + source.Text + Routines + string.Concat(functions.Select((function, i) => function.Definition(i, isMicrosoft))), path);

        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        Declarations declarations = Declarations.Parse(
            "unsigned long take_notes(void *to, unsigned long size);\n" + string.Concat(functions.Select(function => $"{function.Prototype};\n")), source.Declarations);
        IsolatedLibrary library = await session.LoadAsync(path, declarations);
        NativeFunction takeNotes = await library.FunctionAsync("take_notes");
        byte[] notes = new byte[NotesSize / 16];
        var wrong = new List<string>();
        for (int i = 0; i < functions.Length; i++)
        {
            GeneratedFunction expected = functions[i];
            NativeFunction function = await library.FunctionAsync($"f{i}");
            NativeArgument[] arguments = [.. expected.Types.Select((type, j) => CValue.ToArgument(type, expected.Values[j]))];

            // Either way, in turn: who waits on its own thread takes another path through the lane, with an object that the call before has used.
            NativeResult result = i % 2 == 0 ? function.Invoke(arguments) : await function.InvokeAsync(arguments);
            int length = (int)await takeNotes.InvokeAsync(NativeBuffer.Out(notes), notes.Length);
            wrong.AddRange(expected.Mistakes(i, notes.AsMemory(0, length), result));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        AssertVariety(functions, isMicrosoft);
    }

    private static GeneratedFunction[] Generate(SignatureSource source, int seed, bool isMicrosoft)
    {
        var values = new CValue(seed);
        var functions = new GeneratedFunction[Functions];
        for (int i = 0; i < functions.Length; i++)
        {
            Prototype prototype = source.Next(i, isMicrosoft ? " __attribute__((ms_abi))" : "");
            CType[] extra = prototype.IsVariadic ? source.NextExtra() : [];
            byte[][] arguments = [.. prototype.Parameters.Select(parameter => parameter.Type).Concat(extra).Select(values.Next)];
            functions[i] = new GeneratedFunction(prototype, extra, arguments, values.Next(prototype.ReturnType));
        }

        return functions;
    }

    // A generator that has lost a kind of signature would make the test say less than its name.
    private static void AssertVariety(GeneratedFunction[] functions, bool isMicrosoft)
    {
        CallLayout[] layouts = [.. functions.Select(function => CallLayout.Of(function.Prototype, [.. function.Extra]))];
        Assert.Contains(functions, function => function.Prototype.Parameters.Length == PrototypeLimits.MaximumParameters);
        Assert.Contains(functions, function => function.Extra.Length > 5);
        int results = layouts.Select(layout => layout.Result.GetType()).Distinct().Count();
        int places = layouts.SelectMany(layout => layout.Arguments).Select(place => place.GetType()).Distinct().Count();
        Assert.True(results >= (isMicrosoft ? 5 : 7) && places >= (isMicrosoft ? 5 : 4), $"{results} kinds of results, {places} of places");
        Assert.True(isMicrosoft || layouts.Any(layout => layout.StackAlignment > 16));
    }
}
