using System.Globalization;
using System.Numerics;
using FfiIsolation.Abi;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Cli.Explaining;

/// <summary>What is refused before anything runs: the words for <see cref="Calls.PointerCheck"/> and the writers of arguments.</summary>
internal static class ChecksBefore
{
    private const int MostNames = 6;

    public static IEnumerable<Check> Of(Prototype prototype, CallLayout layout)
    {
        if ((CallSupport.WhyNotCallable(prototype) ?? CallSupport.WhyTooLarge(prototype, layout, WindowLayout.MaxBlockBytes)) is { } refused)
        {
            yield return new Check(Check.Call, $"refused: {refused.Problem}; expected {refused.Expected}");
        }

        yield return new Check(Check.Call, Count(prototype));
        foreach (Parameter parameter in prototype.Parameters)
        {
            string name = ParameterName.Of(parameter);
            foreach (string text in parameter.Type is PointerType pointer ? OfPointer(prototype, parameter, pointer) : [OfValue(parameter.Type)])
            {
                yield return new Check(name, text);
            }
        }

        if (prototype.Parameters.Any(parameter => parameter.Type is PointerType))
        {
            yield return new Check(Check.Call, "an address of another worker, or of something that was freed, is refused");
            yield return new Check(Check.Call, "text and buffers are guarded: a call that leaves one fails and names the parameter");
        }
    }

    private static string Count(Prototype prototype)
    {
        int count = prototype.Parameters.Length;
        string arguments = count switch { 0 => "no argument", 1 => "1 argument", _ => $"{count} arguments" };
        return prototype.IsVariadic
            ? $"{arguments} or more; nobody can check what stands behind the dots against what the function expects"
            : $"{(count == 0 ? "" : "exactly ")}{arguments}";
    }

    private static string OfValue(CType type) => type switch
    {
        BooleanType => "true, false, 1 or 0",
        IntegerType integer => Range(integer),
        EnumType { Constants.Length: > MostNames } named => $"one of its {named.Constants.Length} constants, or {Range(named.UnderlyingType)}",
        EnumType named => $"{string.Join(", ", named.Constants.Select(constant => constant.Name))}, or {Range(named.UnderlyingType)}",
        FloatingType { Kind: FloatingKind.Float or FloatingKind.Half } => $"a number, rounded to the nearest {type}; an integer only if it is held exactly",
        FloatingType => "a number; an integer only if it is held exactly",
        ComplexType complex => $"a complex number or a real one, its parts as for {complex.Part}",
        RecordType record => $"a {record}, {PlaceReader.Count(record.Size)}; one of another type or size is refused",
        _ => $"a {type}",
    };

    private static string Range(IntegerType type)
    {
        BigInteger most = BigInteger.One << ((8 * type.Size) - (type.IsSigned ? 1 : 0));
        return string.Create(CultureInfo.InvariantCulture, $"an integer from {(type.IsSigned ? -most : BigInteger.Zero)} to {most - 1}; nothing is cut");
    }

    private static IEnumerable<string> OfPointer(Prototype prototype, Parameter parameter, PointerType pointer)
    {
        yield return parameter.IsNonNull ? "null is refused (nonnull)" : "null is passed on: the prototype does not forbid it";
        if (pointer.Pointee is FunctionType)
        {
            yield return "a callback, or the address of a function";
            yield break;
        }

        if (parameter.Ownership is { } ownership)
        {
            foreach (string text in OfOwned(ownership))
            {
                yield return text;
            }

            yield break;
        }

        bool isRead = pointer.PointsAtConst || parameter.Access?.Mode == AccessMode.ReadOnly;
        bool isWritten = parameter.Access?.Mode is AccessMode.WriteOnly or AccessMode.ReadWrite;
        if (TextEncoding(pointer.Pointee) is { } encoding && !isWritten)
        {
            yield return $"text goes as {encoding} with a terminator; a NUL in it is refused";
        }

        yield return isRead ? "bytes are only read: a buffer for output is refused"
            : parameter.Access?.Mode == AccessMode.WriteOnly ? "a buffer starts as zeros and comes back; one that is only read is refused, and so is text"
            : parameter.Access?.Mode == AccessMode.ReadWrite ? "a buffer goes there and comes back; text is refused"
            : "a buffer goes there and comes back";
        int size = pointer.Pointee.IsComplete ? pointer.Pointee.Size : 1;
        if (pointer.Pointee is RecordType { IsComplete: true } record)
        {
            yield return $"a struct of another type is refused; bytes are a whole number of {record}, {PlaceReader.Count(size)} each";
        }
        else if (size > 1)
        {
            yield return $"a whole number of {pointer.Pointee}, {PlaceReader.Count(size)} each; elements of another size or kind are refused";
        }

        if (parameter.MinimumLength is { } minimum)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"at least {minimum} elements, {PlaceReader.Count((long)minimum * size)} (static)");
        }

        if (parameter.Access?.SizeIndex is { } index)
        {
            yield return $"{ParameterName.Of(prototype.Parameters[index])} may not say more {(size == 1 ? "bytes" : "elements")} than the buffer has (access)";
        }
    }

    private static IEnumerable<string> OfOwned(OwnershipContract ownership)
    {
        string becomes = ownership.IsHeld ? "kept by the function (ownership_holds)" : "freed by the function (ownership_takes)";
        yield return ownership.AllocatorClass == "malloc"
            ? $"text and bytes are copied to memory of malloc, which is {becomes}"
            : $"memory of {ownership.AllocatorClass}, {becomes}: text and bytes are refused, NativeBuffer.Transfer is passed";
        yield return $"a handle {(ownership.IsHeld ? "is the function's" : "counts as freed")} from this call on";
        yield return "buffers for output and structs are refused";
    }

    private static string? TextEncoding(CType pointee) => pointee switch
    {
        VoidType or IntegerType { Size: 1 } => "UTF-8",
        IntegerType { IsCharacter: true, Size: 2 } => "UTF-16",
        IntegerType { IsCharacter: true } => "UTF-32",
        _ => null,
    };
}
