// What can be decided of a callback once its C type is known: where each argument lies in the record, what is brought along, where the result goes.
using System.Collections.Immutable;
using FfiIsolation.Abi;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Callbacks;

internal sealed class CallbackPlan
{
    private readonly ulong _texts;

    /// <param name="name">What messages and reports call it.</param>
    /// <param name="type">Its C type.</param>
    /// <param name="texts">Parameters that are to come as text, by a bit each.</param>
    /// <exception cref="ArgumentException">It takes or returns more than a record can hold.</exception>
    public CallbackPlan(string name, FunctionType type, ulong texts = 0)
    {
        Name = name;
        Type = type;
        CallLayout layout = CallLayout.Of(type);
        if (layout.StackWords > CallbackLayout.MaxStackWords)
        {
            throw new ArgumentException($"{name}: a callback can take {CallbackLayout.MaxStackWords * 8} bytes of arguments on the stack, and '{type}' takes {layout.StackWords * 8}.");
        }

        Result = new CallbackResultPlace(type.ReturnType, layout.Result);
        if (Result.MemorySize > CallbackLayout.DataSize)
        {
            throw new ArgumentException($"{name}: a callback can return {CallbackLayout.DataSize} bytes, and '{type.ReturnType}' has {Result.MemorySize}.");
        }

        _texts = texts;
        var rules = new CallbackRules(type, layout, texts);
        var parameters = ImmutableArray.CreateBuilder<CallbackParameter>(type.Parameters.Length);
        for (int i = 0; i < type.Parameters.Length; i++)
        {
            parameters.Add(new CallbackParameter(type.Parameters[i], layout.Arguments[i], rules.IndexOf(i)));
        }

        Parameters = parameters.MoveToImmutable();
        StackWords = layout.StackWords;
        Parts = PartsOf(type, layout, hasData: rules.All.Count > 0);
        Shape = new CallbackShape(type.Convention, layout.StackWords, Result.Kind, Result.MemorySize, rules.All);
    }

    public string Name { get; }

    public FunctionType Type { get; }

    public ImmutableArray<CallbackParameter> Parameters { get; }

    public CallbackResultPlace Result { get; }

    public CallbackShape Shape { get; }

    /// <summary>What of a record it uses.</summary>
    public CallbackParts Parts { get; }

    /// <summary>The 8-byte words of its arguments on the stack.</summary>
    public int StackWords { get; }

    /// <summary>The bytes of an answer: the registers, and behind them what goes into memory.</summary>
    public int AnswerSize => CallbackLayout.AnswerSize + Result.MemorySize;

    /// <summary>Whether what comes along for a parameter is text up to its terminator, if anything does.</summary>
    public bool BringsText(int parameter) => parameter < 64 && (_texts >> parameter & 1) != 0 && Parameters[parameter].Rule >= 0;

    private static CallbackParts PartsOf(FunctionType type, CallLayout layout, bool hasData)
    {
        bool isBrought = !hasData && layout is { StackWords: 0, IntegerRegisters: <= LaneFrame.BroughtIntegers, VectorRegisters: <= LaneFrame.BroughtVectors }
            && type.Convention != CallConvention.Microsoft && !layout.Arguments.Any(PlaceMap.IsWide);
        return isBrought ? CallbackParts.None
            : CallbackParts.Record | (layout.VectorRegisters > 0 || type.Convention == CallConvention.Microsoft ? CallbackParts.Vectors : 0) | (hasData ? CallbackParts.Data : 0);
    }

    public override string ToString() => Type.Declare(TypeQualifiers.None, Name);
}
