using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.ProcessTests.Conformance;

/// <summary>Hundreds of callbacks with random signatures, called by code that gcc compiled: each gets what C gave, and C gets what it returned.</summary>
public sealed class CallbackConformanceTests
{
    private const int Callbacks = 300;

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(CallConvention.SystemV, LaneChoice.SharedMemory, 401)]
    [InlineData(CallConvention.Microsoft, LaneChoice.SharedMemory, 402)]
    [InlineData(CallConvention.SystemV, LaneChoice.Rpc, 403)]
    public async Task Every_argument_and_every_result_of_a_random_callback_is_right(CallConvention convention, LaneChoice lane, int seed)
    {
        bool isMicrosoft = convention == CallConvention.Microsoft;
        var source = new SignatureSource(seed, isMicrosoft);
        var values = new CValue(seed);
        Case[] cases = [.. Enumerable.Range(0, Callbacks).Select(i => Next(source, values, i, isMicrosoft))];
        string path = OwnTemporaryFolder.NewFile() + ".so";
        CCompiler.CompileLibrary(CHeaders.All + source.Text + string.Concat(cases.Select(one => one.Caller)), path);

        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        IsolatedLibrary library = await session.LoadAsync(path, source.Declarations);
        var wrong = new List<string>();
        foreach (Case one in cases)
        {
            NativeFunction caller = await library.FunctionAsync($"unsigned long call{one.Number}(void *code, void *result)");
            byte[] returned = new byte[Math.Max(1, one.Prototype.ReturnType.Size)];
            int calls = 0;
            using NativeCallback callback = NativeCallback.Of(arguments =>
            {
                calls++;
                for (int i = 0; i < arguments.Count; i++)
                {
                    CType type = one.Prototype.Parameters[i].Type;
                    string found = CValue.Masked(type, BytesOf(arguments, i, type));
                    string expected = CValue.Masked(type, one.Values[i]);
                    if (found != expected)
                    {
                        wrong.Add($"{one.Prototype}: argument {i}, {type}: {found} instead of {expected}");
                    }
                }

                return one.Prototype.ReturnType is VoidType ? default : CValue.ToArgument(one.Prototype.ReturnType, one.Result);
            }).As(one.Prototype.Source, source.Declarations);

            caller.Invoke(callback, NativeBuffer.Out(returned.AsMemory()));
            string got = CValue.Masked(one.Prototype.ReturnType, returned.AsSpan(0, one.Prototype.ReturnType.Size));
            string right = CValue.Masked(one.Prototype.ReturnType, one.Result);
            if (calls != 1 || got != right)
            {
                wrong.Add($"{one.Prototype}: {calls} calls, C got {got} instead of {right}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Contains(cases, one => one.Prototype.Parameters.Length > 40);
    }

    private static Case Next(SignatureSource source, CValue values, int number, bool isMicrosoft)
    {
        // What a record cannot hold is refused, which CallbackPlanTests shows; so large a signature is drawn again.
        Prototype prototype;
        do
        {
            prototype = source.Next(number, isMicrosoft ? " __attribute__((ms_abi))" : "");
        }
        while (Abi.CallLayout.Of(prototype.Type).StackWords > CallbackLayout.MaxStackWords);

        return new Case(number, prototype, [.. prototype.Parameters.Select(parameter => values.Next(parameter.Type))], values.Next(prototype.ReturnType));
    }

    private static byte[] BytesOf(CallbackArguments arguments, int index, CType type) => type switch
    {
        BooleanType => [arguments.As<bool>(index) ? (byte)1 : (byte)0],
        PointerType => BitConverter.GetBytes(arguments.Pointer(index).Address),
        RecordType => arguments.As<NativeStruct>(index).Bytes.ToArray(),
        EnumType { UnderlyingType.IsSigned: true } or IntegerType { Size: <= 8, IsSigned: true } => BitConverter.GetBytes(arguments.As<long>(index))[..type.Size],
        EnumType or IntegerType { Size: <= 8 } => BitConverter.GetBytes(arguments.As<ulong>(index))[..type.Size],
        IntegerType { IsSigned: true } => Raw(arguments.As<Int128>(index)),
        IntegerType => Raw(arguments.As<UInt128>(index)),
        FloatingType { Kind: FloatingKind.Half } => Raw(arguments.As<Half>(index)),
        FloatingType { Kind: FloatingKind.Float } => Raw(arguments.As<float>(index)),
        FloatingType { Kind: FloatingKind.Double } => Raw(arguments.As<double>(index)),
        FloatingType => Raw(arguments.As<LongDouble>(index)),
        ComplexType { Part.Kind: FloatingKind.Half } => Raw(arguments.As<(Half, Half)>(index)),
        ComplexType { Part.Kind: FloatingKind.Float } => Raw(arguments.As<(float, float)>(index)),
        ComplexType { Part.Kind: FloatingKind.Double } => Raw(arguments.As<Complex>(index)),
        _ => Raw(arguments.As<(LongDouble, LongDouble)>(index)),
    };

    private static byte[] Raw<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray() is var bytes && bytes.Length == Unsafe.SizeOf<T>() ? bytes : [];

    /// <summary>One signature, the values that C calls it with, and the value that the callback returns.</summary>
    private sealed record Case(int Number, Prototype Prototype, byte[][] Values, byte[] Result)
    {
        /// <summary>The function in C that calls the callback, and tells what it returned.</summary>
        public string Caller
        {
            get
            {
                var text = new StringBuilder($"unsigned long call{Number}(void *code, void *result) {{");
                for (int i = 0; i < Values.Length; i++)
                {
                    CType type = Prototype.Parameters[i].Type;
                    text.Append($" static const unsigned char b{i}[] = {{ 0{string.Concat(Values[i].Select(one => $",{one}"))} }}; {type.Declare(TypeQualifiers.None, $"a{i}")};");
                    text.Append($" memcpy(&a{i}, b{i} + 1, sizeof a{i});");
                }

                string pointer = DataModel.Lp64.PointerTo(Prototype.Type, TypeQualifiers.None).Declare(TypeQualifiers.None, "function");
                text.Append($" {pointer} = code;");
                string call = $"function({string.Join(", ", Values.Select((_, i) => $"a{i}"))})";
                text.Append(Prototype.ReturnType is VoidType
                    ? $" {call}; return 0;"
                    : $" {Prototype.ReturnType.Declare(TypeQualifiers.None, "got")} = {call}; memcpy(result, &got, sizeof got); return sizeof got;");
                return text.AppendLine(" }").ToString();
            }
        }
    }
}
