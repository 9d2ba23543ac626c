using FfiIsolation.Abi;
using FfiIsolation.Images;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Crashes.Hints;

/// <summary>What a function passed to its callback, and was read on the callback's behalf: that is no argument of the call, whatever number it looks like.</summary>
internal static class CallbackHints
{
    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene is { IsReadingForCallback: true, Evidence: { FaultAddress: { } address, BlamedCall.Declared: { } prototype } })
        {
            yield return OfArgument(prototype, address);
        }
        else if (scene.Evidence.BlamedCall is { IsOfWorker: true, Within.Callback: { } callback } && scene.Arguments is [{ Address: { } read }, ..] && scene.Evidence.FaultAddress == read)
        {
            yield return $"The callback {callback} read at {Hex.Short(read)}: if that is an argument of it, the function passes a number there, or a pointer of another kind.";
        }
    }

    private static string OfArgument(Prototype prototype, ulong address)
    {
        (Parameter Callback, Parameter Argument)[] pointers =
        [
            .. prototype.Parameters.SelectMany(callback => callback.Type is PointerType { Pointee: FunctionType type }
                ? type.Parameters.Where(one => one.Type is PointerType { Pointee: not FunctionType }).Select(argument => (callback, argument)) : []),
        ];
        int? unset = TellTales.OfAccess(address);
        if (unset is { } number)
        {
            pointers = [.. pointers.Where(one => CallLayout.Of((FunctionType)((PointerType)one.Callback.Type).Pointee).Arguments[one.Argument.Index] is IntegerRegisterPlace place && place.Register == number)];
        }

        string calls = pointers is [var only] ? $"calls {ParameterName.Of(only.Callback)}" : "calls back";
        string where = pointers is [var one] ? $"its {ParameterName.Of(one.Argument)}, declared {one.Argument.Type}, goes" : "a pointer is declared";
        return unset is null ? $"The function {calls} with {Hex.Short(address)} where {where}: that is no address, so it passes a number there, or a pointer of another kind."
            : $"The function {calls} with nothing where {where}: it passes an argument of another kind there, or fewer of them.";
    }
}
