using System.Collections.Immutable;

namespace FfiIsolation.Calls;

/// <summary>The shapes that the calls of one variadic function had, so that only the first of each kind is worked out. Safe for use from many threads.</summary>
internal sealed class VariadicShapes(Prototype prototype)
{
    /// <summary>A program has few forms of call for one function; a new one beyond these takes the place of the oldest.</summary>
    private const int MostShapes = 64;

    private readonly Lock _lock = new();
    private CallShape[] _shapes = [];
    private int _oldest;

    /// <summary>The shape for these arguments, those of the parameters included.</summary>
    /// <exception cref="ArgumentException">There are too many, or one has no C type; names it.</exception>
    public CallShape Find(ReadOnlySpan<NativeArgument> arguments)
    {
        ReadOnlySpan<NativeArgument> extra = arguments[prototype.Parameters.Length..];
        foreach (CallShape shape in Volatile.Read(ref _shapes))
        {
            if (Fits(shape, extra))
            {
                return shape;
            }
        }

        return Add(new CallShape(prototype, TypesOf(arguments)));
    }

    private static bool Fits(CallShape shape, ReadOnlySpan<NativeArgument> extra)
    {
        if (shape.Extra.Length != extra.Length)
        {
            return false;
        }

        for (int i = 0; i < extra.Length; i++)
        {
            if (!ReferenceEquals(shape.Extra[i], VariadicType.Of(extra[i])))
            {
                return false;
            }
        }

        return true;
    }

    private ImmutableArray<CType> TypesOf(ReadOnlySpan<NativeArgument> arguments)
    {
        if (arguments.Length > PrototypeLimits.MaximumArguments)
        {
            throw new ArgumentException($"{prototype.Name}: a call has at most {PrototypeLimits.MaximumArguments} arguments, and {arguments.Length} were given.");
        }

        var types = ImmutableArray.CreateBuilder<CType>();
        for (int i = prototype.Parameters.Length; i < arguments.Length; i++)
        {
            types.Add(VariadicType.Of(arguments[i]) ?? throw new ArgumentException(
                $"{prototype.Name}: argument {i + 1} cannot be {arguments[i]}: behind the dots a struct is passed as {nameof(NativeStruct)}, which knows its C type.", $"arg{i + 1}"));
        }

        return types.ToImmutable();
    }

    private CallShape Add(CallShape shape)
    {
        if (shape.Layout.StackWords > CallSupport.MostStackWords)
        {
            throw new ArgumentException($"{prototype.Name}: the arguments take more than {CallSupport.MostStackWords * sizeof(ulong)} bytes of the stack.");
        }

        lock (_lock)
        {
            // Readers go through the array without the lock: it is replaced, not changed.
            CallShape[] shapes = [.. _shapes];
            if (shapes.Length < MostShapes)
            {
                shapes = [.. shapes, shape];
            }
            else
            {
                shapes[_oldest] = shape;
                _oldest = (_oldest + 1) % MostShapes;
            }

            Volatile.Write(ref _shapes, shapes);
        }

        return shape;
    }
}
