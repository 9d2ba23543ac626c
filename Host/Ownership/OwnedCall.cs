// What one call of a session does to handles: those it is given, those it frees, those it makes.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.Ownership;

internal sealed class OwnedCall(NativeSession session, HandleTable handles)
{
    private readonly Lock _lock = new();
    private readonly List<NativeHandle> _claimed = [];

    // Guarded by _lock.
    private readonly List<(PointerOut? Out, NativeHandle Handle)> _made = [];
    private bool _abandoned;

    /// <summary>The call. Where arguments are allocated for it, it is there in its turn only.</summary>
    public PreparedCall? Call { get; set; }

    /// <summary>Whether a call has to do with ownership at all.</summary>
    /// <exception cref="ArgumentException">The function that an out parameter names is not of this session, or takes more than a pointer.</exception>
    public static bool Concerns(NativeSession session, HandleTable handles, PreparedCall call)
    {
        bool concerns = call.Function.Deallocator is not null;
        foreach (ref readonly NativeArgument argument in call.Arguments)
        {
            concerns |= argument.Kind == NativeArgumentKind.Pointer && (argument.Owner is not null || !handles.IsEmpty);
            if (argument is { Kind: NativeArgumentKind.Buffer, Buffer: PointerOut { Free: { } free } })
            {
                session.CheckDeallocator(free);
                concerns = true;
            }
        }

        return concerns;
    }

    /// <summary>The last check before the call, when no other can free anything; claims what the call will free.</summary>
    /// <exception cref="StaleHandleException">A handle was freed since the call was asked for.</exception>
    /// <exception cref="ArgumentException">A handle is freed by another function.</exception>
    public void Enter()
    {
        try
        {
            for (int i = 0; i < Call!.Arguments.Length; i++)
            {
                NativeArgument argument = Call.Arguments[i];
                if (argument is { Kind: NativeArgumentKind.Pointer, IsNull: false })
                {
                    // Of the call and not of the prototype: a variadic call has more.
                    Examine(Call.Shape.Writers[i].Parameter, argument);
                }
            }
        }
        catch
        {
            Failed();
            throw;
        }
    }

    /// <summary>The call has no result.</summary>
    /// <param name="hasRun">Whether the function ended: it threw, or a callback did. That says nothing of what it freed before: better lost than freed twice.</param>
    public void Ended(bool hasRun)
    {
        if (hasRun)
        {
            Ran();
        }
        else
        {
            Failed();
        }
    }

    /// <summary>The call did not come back: nothing ran, or the worker is gone.</summary>
    private void Failed()
    {
        foreach (NativeHandle handle in _claimed)
        {
            handles.Release(handle);
        }

        _claimed.Clear();
    }

    /// <summary>The call ran: what it was given to free counts as freed.</summary>
    private void Ran()
    {
        foreach (NativeHandle handle in _claimed)
        {
            handles.Freed(handle);
        }

        _claimed.Clear();
    }

    /// <summary>Forgets the call, which is settled.</summary>
    public void Reset()
    {
        Call = null;
        _made.Clear();
    }

    /// <summary>The call came back: what it was given to free is freed, what it gave is owned.</summary>
    /// <param name="resultPart">The result part.</param>
    /// <param name="outputs">The output blocks; null where the caller's buffers have them already.</param>
    /// <returns>The handles that nobody waits for any more.</returns>
    public NativeHandle[] Returned(byte[] resultPart, ReadOnlyMemory<byte>? outputs)
    {
        Ran();
        if (new CallImageReader(resultPart).Outcome != ImageOutcome.Returned)
        {
            return [];
        }

        lock (_lock)
        {
            FunctionTarget function = Call!.Function;
            if (!function.Plan.ReturnsText && Deallocation.OwnedResult(function, resultPart) is var address and not 0)
            {
                _made.Add((null, session.Own(function.Symbol, address, function.Deallocator!, function.Prototype.Deallocators)));
            }

            int at = 0;
            foreach (PreparedBlock block in Call.Blocks)
            {
                if ((block.Direction & BlockDirection.Out) == 0)
                {
                    continue;
                }

                if (block.Parameter != PreparedBlock.OfResult && Call.Arguments[block.Parameter] is { Kind: NativeArgumentKind.Buffer, Buffer: PointerOut { Free: { } free } pointer }
                    && BinaryPrimitives.ReadUInt64LittleEndian(outputs is { } bytes ? bytes.Span[at..] : pointer.Bytes) is var stored and not 0)
                {
                    _made.Add((pointer, session.Own(function.Symbol, stored, free.Target, NativeSession.FreeingOf(free))));
                }

                at += block.Length;
            }

            return _abandoned ? Made() : [];
        }
    }

    /// <summary>The caller has gone away.</summary>
    /// <returns>What the call had made by then.</returns>
    public NativeHandle[] Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            return Made();
        }
    }

    /// <summary>Hands out what the call made.</summary>
    public NativeResult Finish(NativeResult result)
    {
        lock (_lock)
        {
            foreach ((PointerOut? pointer, NativeHandle handle) in _made)
            {
                if (pointer is null)
                {
                    result = result.Owned(handle);
                }
                else
                {
                    pointer.Handle = handle;
                }
            }
        }

        return Call!.Function.Deallocator is { } free && (Call.Function.Plan.ReturnsText || result.Pointer.IsNull) ? result.Freed(free.Symbol) : result;
    }

    private NativeHandle[] Made()
    {
        NativeHandle[] made = [.. _made.Select(one => one.Handle)];
        _made.Clear();
        return made;
    }

    private void Examine(Parameter parameter, NativeArgument argument)
    {
        FunctionTarget function = Call!.Function;
        argument.Owner?.RefuseIfFreed(function.Prototype, parameter, argument);
        NativeHandle? handle = argument.Owner is { } owner && owner.Address == argument.Bits ? owner : handles.Find(argument.Bits);
        if (handle is null)
        {
            return;
        }

        string? by = Deallocators.Contain(handle.Freeing, function.Symbol, parameter.Index) ? $"freed by a call of {function.Symbol}"
            : parameter.Ownership is { } taken ? taken.IsHeld ? $"handed over to {function.Symbol}" : $"freed by a call of {function.Symbol}, which takes it over"
            : null;
        if (by is null)
        {
            if (handle == argument.Owner && function.Symbol == TransferredMemory.DefaultDeallocator)
            {
                throw ArgumentMistake.Type(function.Prototype, parameter, argument, $"it is freed by {handle.DeallocatorName}, not by {function.Symbol}");
            }

            return;
        }

        if (!handles.TryClaim(new HandleClaim(handle, by)))
        {
            handle.RefuseIfFreed(function.Prototype, parameter, argument);
        }

        _claimed.Add(handle);
    }
}
