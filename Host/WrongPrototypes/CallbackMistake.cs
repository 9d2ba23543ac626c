using FfiIsolation.Abi;
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

/// <summary>A callback that is declared with other parameters, or another result, than the function calls it by. In words.</summary>
internal static class CallbackMistake
{
    /// <summary>Of the registers that a callback is called with: one that is as it was before the call holds no argument.</summary>
    /// <returns>One sentence; null where nothing is conspicuous.</returns>
    public static string? OfArguments(CallbackPlan plan, ReadOnlySpan<byte> record)
    {
        foreach (CallbackParameter parameter in plan.Parameters)
        {
            if (parameter.IsUnset(record))
            {
                (RegisterFile file, int number) = parameter.Register!.Value;
                string register = file == RegisterFile.Vector ? RegisterNames.Vector(number) : RegisterNames.Argument(plan.Type.Convention, number);
                return $"The function calls `{plan.Name}` with nothing in {register}, where its {ParameterName.Of(parameter.Parameter)}, declared {parameter.Type}, goes: it passes an argument of another kind there, or fewer of them.";
            }
        }

        return null;
    }

    /// <summary>The function returned what its callback left in xmm0.</summary>
    /// <param name="isComputed">Whether it computed with it.</param>
    /// <param name="bits">As much of it as the result has.</param>
    public static string OfResult(Prototype prototype, bool isComputed, ulong bits)
    {
        // Of one that returns a float, what lies above it is a tell-tale alone.
        bool isFloat = bits > uint.MaxValue && (uint)bits != unchecked((uint)TellTales.CallbackNan);
        Parameter[] callbacks = [.. prototype.Parameters.Where(parameter => parameter.Type is PointerType { Pointee: FunctionType type } && (isFloat ? type.ReturnType is FloatingType { Size: <= sizeof(float) } : type.ReturnType is not FloatingType))];
        string seems = isFloat ? "a double" : "a floating-point number";
        string declared = callbacks is [{ Type: PointerType { Pointee: FunctionType type } } one]
            ? $"{(one.Name is { } name ? $"`{name}`" : "its callback")}, declared to return {type.ReturnType}, seems to return {seems}"
            : $"one of its callbacks seems to return {seems} and is not declared so";
        return $"The function {(isComputed ? "computed its result with" : "returned")} xmm0 as a callback left it that returns {(isFloat ? "a float" : "nothing")} there: {declared}.";
    }
}
