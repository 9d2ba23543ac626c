// Arguments whose memory outlives the call: kept by the session, or taken over by the function.
namespace FfiIsolation.Ownership;

internal static class OwnedArguments
{
    /// <summary>Whether a call has any, so that it takes the longer way.</summary>
    public static bool Concern(Prototype prototype, ReadOnlySpan<NativeArgument> arguments)
    {
        foreach (ref readonly NativeArgument argument in arguments)
        {
            if (argument.Kind is NativeArgumentKind.Kept or NativeArgumentKind.Transferred)
            {
                return true;
            }
        }

        return prototype.TakesOwnership;
    }

    /// <summary>Data for a parameter that the prototype says is taken over is transferred, as if the caller had said so.</summary>
    public static NativeArgument[] Transfer(Prototype prototype, ReadOnlySpan<NativeArgument> arguments)
    {
        NativeArgument[] owned = arguments.ToArray();
        for (int i = 0; i < Math.Min(owned.Length, prototype.Parameters.Length); i++)
        {
            if (prototype.Parameters[i].Ownership is { } ownership && MemoryContent.TryOf(owned[i], prototype.Name) is { } content)
            {
                owned[i] = ownership.AllocatorClass == TransferredMemory.DefaultAllocator
                    ? new TransferredMemory(content)
                    : throw new ArgumentException(
                        $"{prototype.Name}: argument {i + 1} '{prototype.Parameters[i]}' is taken over as memory of {ownership.AllocatorClass}; pass {nameof(NativeBuffer)}.{nameof(NativeBuffer.Transfer)} with that allocator and what frees its memory.");
            }
        }

        return owned;
    }

    /// <summary>The same arguments as if they were lent, for the checks that every argument gets.</summary>
    /// <exception cref="ArgumentException">Memory is to be kept outside a session.</exception>
    public static NativeArgument[] AsLent(Prototype prototype, NativeArgument[] arguments, int? pointerGeneration)
    {
        NativeArgument[] lent = [.. arguments];
        for (int i = 0; i < lent.Length; i++)
        {
            if (arguments[i].Kind == NativeArgumentKind.Kept && pointerGeneration is null)
            {
                throw new ArgumentException(
                    $"{prototype.Name}: argument {i + 1} cannot be {arguments[i]}: outside a session the next call may run in another worker, so nothing can be kept; make the call in a session.");
            }

            lent[i] = arguments[i].Kind switch
            {
                NativeArgumentKind.Kept => arguments[i].Kept.Content.Lent,
                NativeArgumentKind.Transferred => arguments[i].Transferred.Content.Lent,
                _ => arguments[i],
            };
        }

        return lent;
    }
}
