// Arguments whose memory outlives the call: kept by the session, or taken over by the function.
using FfiIsolation.Calls;

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

    /// <summary>Refuses text for a parameter that takes another encoding than the one it is allocated in.</summary>
    /// <param name="prototype">The function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="lent">The call with the same arguments, lent.</param>
    /// <exception cref="ArgumentException">There is such a text.</exception>
    public static void CheckText(Prototype prototype, NativeArgument[] arguments, PreparedCall lent)
    {
        foreach (PreparedBlock block in lent.Blocks)
        {
            if (block.Parameter == PreparedBlock.OfResult)
            {
                continue;
            }

            NativeArgument argument = arguments[block.Parameter];
            MemoryContent? content = argument.Kind switch
            {
                NativeArgumentKind.Kept => argument.Kept.Content,
                NativeArgumentKind.Transferred => argument.Transferred.Content,
                _ => null,
            };
            if (content is not null && !content.Is(lent.InputOf(block)))
            {
                throw new ArgumentException(
                    $"{prototype.Name}: argument {block.Parameter + 1} cannot be {argument}: text that outlives the call is allocated as UTF-8, and this parameter takes another encoding; pass its bytes with a terminator.");
            }
        }
    }
}
