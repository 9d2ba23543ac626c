using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Overruns;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What comes back of a call: the result part, the outputs, the text. A byte says of which function.</summary>
internal sealed class ResultDecoder : Decoder
{
    private static readonly FunctionTarget[] s_functions =
    [
        .. new[]
        {
            "int f(void)", "unsigned char f(void)", "long f(void)", "double f(void)", "float f(void)", "long double f(void)", "_Bool f(void)", "enum color f(void)", "void *f(void)", "const char *f(void)",
            "const char16_t *f(void)", "const wchar_t *f(void)", "struct pair f(void)", "struct large f(void)", "struct mixed f(void)", "union either f(void)", "double _Complex f(void)",
            "long double _Complex f(void)", "__int128 f(void)", "void f(void)",
        }.Select(CallSamples.Target),
    ];

    private readonly PreparedCall[] _calls = [.. s_functions.Select(function => function.Plan.Prepare(function, [], null))];

    public override string Name => "result";

    public override string Runs => "PreparedCall.Check, CallImageReader, ResultReader, CallResult, CharacterText";

    public override IReadOnlyList<byte[]> Samples { get; } =
        [.. Enumerable.Range(0, s_functions.Length).SelectMany(function => new[] { Sample((byte)function, ImageOutcome.Returned, ""), Sample((byte)function, ImageOutcome.Threw, "St13runtime_error\0what") })];

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        [0x08, 0xB4, 0xD2, 0xA5, 0x96, 0xC3, 0x5A, 0x7E], [0x08, 0xB4, 0xD2, 0xA5, 0x96, 0xC3, 0xF4, 0x7F], Text("St9bad_alloc\0"), [0xFF, 0xFE], [0xD8, 0x00, 0xD8, 0x00], Text("Grüße"),
    ];

    public override bool Decode(byte[] input)
    {
        if (input.Length < 1 + CallImageLayout.ResultSize)
        {
            return false;
        }

        PreparedCall call = _calls[input[0] % _calls.Length];
        byte[] result = input[1..(1 + CallImageLayout.ResultSize)];
        byte[] rest = input[(1 + CallImageLayout.ResultSize)..];
        try
        {
            // As many bytes as it announces, where it may: else none would ever fit.
            ulong announced = BinaryPrimitives.ReadUInt64LittleEndian(result.AsSpan(CallImageLayout.FetchLength - CallImageLayout.Result));
            var image = new CallImageReader(result);
            long wanted = (image.Outcome == ImageOutcome.Returned ? call.OutputBytes : 0) + (announced <= CallSamples.MaxTextBytes ? (long)announced : 0);
            Array.Resize(ref rest, (int)wanted);
            var reply = new LaneReply(result, rest);
            call.Check(reply);
            ReadOnlyMemory<byte> fetched = call.Accept(reply);
            if (image.Outcome == ImageOutcome.Threw)
            {
                Look(CallResult.Thrown("f", fetched.Span).Message);
                return true;
            }

            if (image.Outcome == ImageOutcome.Overran)
            {
                Look(OverrunReader.Read(call, fetched.Span, null).Message);
                return true;
            }

            NativeResult value = ResultReader.Read(call.Function.Plan, result, call.ResultMemory, 0x7000, fetched.Span, 1, inSession: true, new CallEvidence(null, call, address => address % 3 == 0 ? "a library" : null));
            Look(value);
            Look(value.Value);
            Look(value.Warning);
            Look(value.Text);
            return true;
        }
        catch (LaneBrokenException)
        {
            return false;
        }
    }

    private static byte[] Sample(byte function, ImageOutcome outcome, string text)
    {
        byte[] said = Text(text), sample = new byte[1 + CallImageLayout.ResultSize + 256];
        sample[0] = function;
        Span<byte> result = sample.AsSpan(1);
        BinaryPrimitives.WriteUInt32LittleEndian(result[(CallImageLayout.Outcome - CallImageLayout.Result)..], (uint)outcome);
        BinaryPrimitives.WriteUInt64LittleEndian(result[(CallImageLayout.FetchLength - CallImageLayout.Result)..], (ulong)said.Length);
        said.CopyTo(result[CallImageLayout.ResultSize..]);
        return sample;
    }
}
