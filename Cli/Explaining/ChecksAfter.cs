using FfiIsolation.Abi;
using FfiIsolation.Calls;

namespace FfiIsolation.Cli.Explaining;

/// <summary>What is looked at once a call has returned, and what becomes of its result: the words for <see cref="Calls.ResultReader"/> and for ownership.</summary>
internal static class ChecksAfter
{
    public static IEnumerable<Check> Of(Prototype prototype, CallLayout layout)
    {
        if (Register(layout.Result) is { } register)
        {
            yield return new Check(Check.Result, $"a warning if the function did not set {register}");
        }

        switch (layout.Result)
        {
            case IntegerResult { Size: <= sizeof(int) }:
                yield return new Check(Check.Result, "a warning if rax holds an address that was cut: the function seems to return a pointer");
                break;
            case IntegerResult when prototype.ReturnType is PointerType:
                yield return new Check(Check.Result, "a warning if rax holds no address but a number of 32 bits: the function seems to return int");
                break;
            case VectorResult { Size: sizeof(double) }:
                yield return new Check(Check.Result, "a warning if only the low half of xmm0 is set: the function seems to return float");
                break;
            case MemoryResult:
                yield return new Check(Check.Result, "a warning if rax is not the address of that memory");
                break;
            case X87Result or ComplexX87Result:
                yield return new Check(Check.Result, "a warning if nothing is on the x87 stack");
                break;
        }

        foreach (string text in prototype.ReturnType is PointerType ? OfPointer(prototype) : [])
        {
            yield return new Check(Check.Result, text);
        }

        yield return new Check(Check.Call, "a warning, or after a crash a hint, if the function used a register that no argument fills: a parameter is missing or of another kind");
        if (prototype.IsNoReturn)
        {
            yield return new Check(Check.Call, "noreturn is noted; nothing happens if it returns all the same");
        }

        yield return new Check(Check.Call, "a warning if modes of the processor or the x87 stack were left changed; they are put right");
        yield return new Check(Check.Call, prototype.IsRepeatable
            ? $"after a crash it is made again in another worker ({(prototype.IsConst ? "const" : "pure")})"
            : "after a crash it is not made again: the prototype says neither const nor pure");
    }

    private static IEnumerable<string> OfPointer(Prototype prototype)
    {
        bool isText = NativeResult.ReturnsText(prototype.ReturnType);
        string? free = prototype.Deallocators.IsEmpty ? null : prototype.Deallocators.FirstOrDefault(one => one.ParameterIndex == 0)?.FunctionName;
        if (isText)
        {
            yield return $"the text behind it is read up to its terminator, {PlaceReader.Count(new NativeHostOptions().MaxTextBytes)} at most";
        }

        yield return (free, prototype.Deallocators.IsEmpty, isText) switch
        {
            ({ }, _, true) => $"owned: {free} frees it once the text is copied",
            ({ }, _, false) => $"owned: {free} frees it exactly once; a handle in a session, freed at once outside one",
            (null, false, _) => "owned, but no function is named that takes it as its first parameter: binding is refused",
            (null, true, _) => "borrowed: nobody frees it, and it is valid in a session only",
        };
    }

    private static string? Register(ResultPlace place) => place switch
    {
        IntegerResult => "rax",
        VectorResult => "xmm0",
        SplitResult split when split.Pieces.Take(2).Any(piece => piece.Register == 0) => string.Join(" or ", split.Pieces.Take(2).Where(piece => piece.Register == 0).Select(RegisterNames.Result)),
        _ => null,
    };
}
