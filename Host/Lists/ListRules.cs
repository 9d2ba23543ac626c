// What can be in a list, and what can be linked. What is wrong here is the caller's mistake, and nothing has run.
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Ownership;

namespace FfiIsolation.Lists;

internal static class ListRules
{
    /// <exception cref="CallRejectedException">The function is none for a list.</exception>
    public static void Check(FunctionTarget function)
    {
        string? why = function.Deallocator is { } free ? $"returns what the prototype says is to be freed by {free.Prototype.Name}; declare it without, and add the call that frees it to the list"
            : function.Prototype.TakesOwnership ? "takes memory over, which would have to be allocated before the list; call it by itself"
            : null;
        if (why is not null)
        {
            throw new CallRejectedException($"{function.Prototype.Name} {why}.");
        }
    }

    /// <summary>The arguments with a sample for each link, to be checked and written as those of any call.</summary>
    /// <param name="links">Gets the links, by the index of the argument.</param>
    public static NativeArgument[] Samples(ListedCall call, NativeArgument[] arguments, List<(int Argument, CallLink Link)> links)
    {
        Prototype prototype = call.Target.Prototype;
        if (prototype.IsVariadic ? arguments.Length < prototype.Parameters.Length : arguments.Length != prototype.Parameters.Length)
        {
            throw ArgumentMistake.Count(prototype, arguments.Length);
        }

        NativeArgument[] samples = [.. arguments];
        for (int i = 0; i < samples.Length; i++)
        {
            Parameter? parameter = i < prototype.Parameters.Length ? prototype.Parameters[i] : null;
            RefuseOwned(prototype, i, parameter, arguments[i]);
            if (arguments[i].Kind != NativeArgumentKind.Link)
            {
                samples[i] = parameter is not null && IsReadAgain(call, parameter, arguments[i]) ? new LentAgain(arguments[i].Buffer) : samples[i];
                continue;
            }

            CallLink link = arguments[i].Link;
            CType type = parameter?.Type ?? link.Type;
            string? why = !ReferenceEquals(link.Source.List, call.List) ? "that call is in another list"
                : link.Source.Index >= call.Index ? "that call comes later"
                : parameter is null && link.Type is FloatingType { Kind: FloatingKind.Float } ? "behind the dots C passes a float as a double, and nothing is converted between two calls"
                : LinkType.WhyNot(link.Type, type);
            if (why is not null)
            {
                throw ArgumentMistake.Type(prototype, parameter ?? VariadicType.ParameterOf(i, link.Type), arguments[i], why);
            }

            links.Add((i, link));
            samples[i] = LinkType.Sample(type);
        }

        return samples;
    }

    /// <summary>Whether nothing but the argument itself depends on which number it is: not the type of a variadic one, and not whether a buffer is large enough.</summary>
    public static bool IsPlainNumber(Prototype prototype, int argument)
    {
        foreach (Parameter parameter in prototype.Parameters)
        {
            if (parameter.Access?.SizeIndex == argument)
            {
                return false;
            }
        }

        return argument < prototype.Parameters.Length;
    }

    /// <summary>What a call writes through a pointer.</summary>
    public static CallLink Output(ListedCall call, int argument, int element)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(element);
        NativeArgument given = call.Argument(argument);
        Parameter parameter = call.Part.Shape.Writers[argument].Parameter;
        int at = call.Needs.FindIndex(need => need.Parameter == argument);
        CType? pointee = (parameter.Type as PointerType)?.Pointee;
        string? why = at < 0 || pointee is null || (call.Needs[at].Need.Direction & BlockDirection.Out) == 0 ? "native code writes nothing there that comes back"
            : !pointee.IsComplete || pointee is FunctionType or VoidType ? $"what lies there is {pointee}, which has no size; declare what the function writes"
            : pointee is ArrayType ? "what lies there is an array; declare a pointer to its elements"
            : (element + 1L) * pointee.Size > call.Needs[at].Need.Length ? $"there is no element {element} of {pointee.Size} bytes"
            : null;
        return why is null ? new CallLink(call, argument, element, pointee!) : throw ArgumentMistake.Type(call.Target.Prototype, parameter, given, $"as something that a later call can take, {why}");
    }

    /// <summary>Whether a buffer is written by an earlier call, and only read by this one.</summary>
    private static bool IsReadAgain(ListedCall call, Parameter parameter, in NativeArgument argument)
    {
        if (argument.Kind != NativeArgumentKind.Buffer || (argument.Buffer.Direction & BlockDirection.Out) == 0 || parameter.Type is not PointerType pointer
            || (!pointer.PointsAtConst && parameter.Access?.Mode != AccessMode.ReadOnly))
        {
            return false;
        }

        NativeBuffer buffer = argument.Buffer;
        return Enumerable.Range(0, Math.Min(call.Index, call.List.Count)).Any(i => call.List[i].Passes(buffer));
    }

    private static void RefuseOwned(Prototype prototype, int index, Parameter? parameter, in NativeArgument argument)
    {
        if (argument.Kind is NativeArgumentKind.Kept or NativeArgumentKind.Transferred
            || (argument.Kind == NativeArgumentKind.Pointer && argument.Owner is not null)
            || argument is { Kind: NativeArgumentKind.Buffer, Buffer: PointerOut { Free: not null } })
        {
            throw ArgumentMistake.Type(
                prototype, parameter ?? VariadicType.ParameterOf(index, prototype.ReturnType), argument, "its owner could change within a list; a list takes plain pointers and memory that is lent");
        }
    }
}
