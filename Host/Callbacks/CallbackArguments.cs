using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FfiIsolation.Callbacks;

namespace FfiIsolation;

/// <summary>What native code gave to a callback. Valid while the callback runs.</summary>
public readonly ref struct CallbackArguments
{
    private readonly CallbackPlan _plan;
    private readonly ReadOnlySpan<byte> _record;
    private readonly ICallbackMemory? _memory;

    internal CallbackArguments(CallbackPlan plan, ReadOnlySpan<byte> record, ICallbackMemory? memory, CancellationToken aborted)
    {
        _plan = plan;
        _record = record;
        _memory = memory;
        Aborted = aborted;
    }

    /// <summary>The number of arguments, those behind a <c>...</c> not counted: they cannot be read.</summary>
    public int Count => _plan.Parameters.Length;

    /// <summary>The id of the native thread that calls.</summary>
    public int NativeThreadId => CallbackRecord.ThreadOf(_record);

    /// <summary>Cancelled when nobody waits for the answer any more: the native call timed out, or its worker ended.</summary>
    public CancellationToken Aborted { get; }

    private ICallbackMemory Memory => _memory ?? throw new InvalidOperationException("The worker of this callback cannot be reached.");

    /// <summary>An argument as a .NET value: the types that a delegate may have for it.</summary>
    /// <typeparam name="T">A type that holds every value of the C type.</typeparam>
    /// <param name="index">From 0.</param>
    /// <exception cref="InvalidCastException">The C type is no <typeparamref name="T"/>; says what it can be.</exception>
    public T As<T>(int index)
    {
        CType type = _plan.Parameters[index].Type;
        return DelegateValue.Of<T>().Takes(type)
            ? Take<T>(index)
            : throw new InvalidCastException(
                $"{_plan.Name}: argument {index + 1} '{_plan.Parameters[index].Parameter}' is {DelegateValue.Wanted(type, isResult: false)}, not {typeof(T).Name}.");
    }

    /// <summary>An argument that is a pointer.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public NativePointer Pointer(int index) => As<NativePointer>(index);

    /// <summary>What a pointer points at: from the bytes that came along with the callback (attribute <c>access</c>), else read in the worker.</summary>
    /// <typeparam name="T">Its type, laid out as in C.</typeparam>
    /// <param name="index">The argument, from 0.</param>
    /// <param name="element">Which element behind the pointer, from 0.</param>
    /// <exception cref="InvalidCastException">The argument is no pointer.</exception>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public T Read<T>(int index, int element = 0)
        where T : unmanaged
    {
        long offset = (long)element * Unsafe.SizeOf<T>();
        ReadOnlySpan<byte> brought = Brought(index);
        if (offset >= 0 && offset + Unsafe.SizeOf<T>() <= brought.Length)
        {
            return MemoryMarshal.Read<T>(brought[(int)offset..]);
        }

        byte[] bytes = new byte[Unsafe.SizeOf<T>()];
        Memory.Read(NotNull(index) + offset, bytes);
        return MemoryMarshal.Read<T>(bytes);
    }

    /// <summary>Bytes behind a pointer: those that came along, else read in the worker.</summary>
    /// <param name="index">The argument, from 0.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="InvalidCastException">The argument is no pointer.</exception>
    /// <exception cref="ArgumentNullException">It is null and the length is not 0.</exception>
    public ReadOnlySpan<byte> Bytes(int index, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ReadOnlySpan<byte> brought = Brought(index);
        if (length <= brought.Length)
        {
            return brought[..length];
        }

        byte[] bytes = new byte[length];
        Memory.Read(NotNull(index), bytes);
        return bytes;
    }

    /// <summary>The text behind a pointer, up to its terminator, as UTF-8; null for a null pointer.</summary>
    /// <param name="index">The argument, from 0.</param>
    /// <exception cref="InvalidCastException">The argument is no pointer.</exception>
    public string? Text(int index)
    {
        NativePointer pointer = Take<NativePointer>(index, CallbackForm.Pointer);
        return pointer.IsNull ? null : Memory.ReadText(pointer);
    }

    /// <summary>Copies bytes to where a pointer points, in the worker.</summary>
    /// <param name="index">The argument, from 0.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidCastException">The argument is no pointer.</exception>
    /// <exception cref="ArgumentNullException">It is null and there are bytes.</exception>
    public void Write(int index, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            NativePointer pointer = NotNull(index);
            Memory.Write(pointer, bytes.ToArray());
            Refresh(pointer.Address, bytes);
        }
    }

    /// <summary>Writes a value to where a pointer points, in the worker.</summary>
    /// <typeparam name="T">Its type, laid out as in C.</typeparam>
    /// <param name="index">The argument, from 0.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidCastException">The argument is no pointer.</exception>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public void Write<T>(int index, T value)
        where T : unmanaged => Write(index, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>The argument of a delegate whose signature was checked before.</summary>
    internal T Take<T>(int index)
    {
        CallbackParameter parameter = _plan.Parameters[index];
        if (typeof(T) == typeof(NativePointer))
        {
            ulong address = parameter.ReadWord(_record);
            NativePointer pointer = address == 0 ? default : _memory?.PointerTo(address) ?? NativePointer.FromAddress(address);
            return Unsafe.As<NativePointer, T>(ref pointer);
        }

        if (typeof(T) == typeof(string))
        {
            return (T)(object)TakeText(index)!;
        }

        if (typeof(T) == typeof(NativeStruct))
        {
            var value = new NativeStruct((RecordType)parameter.Type);
            if (parameter.IsElsewhere)
            {
                ReadElsewhere(parameter).CopyTo(value.Span);
            }
            else
            {
                parameter.Copy(_record, value.Span);
            }

            NativePointer here = _memory?.PointerTo(0) ?? default;
            value.Origins.Changed(here.Generation, here.InSession);
            return (T)(object)value;
        }

        return parameter.IsElsewhere
            ? CallbackValue.FromBytes<T>(ReadElsewhere(parameter))
            : CallbackValue.Read<T>(parameter, _record);
    }

    private byte[] ReadElsewhere(CallbackParameter parameter)
    {
        byte[] bytes = new byte[parameter.Type.Size];
        Memory.Read(NativePointer.FromAddress(parameter.AddressOf(_record)), bytes);
        return bytes;
    }

    private string? TakeText(int index)
    {
        // What came along as a number of elements may go on behind a terminator, or have none.
        ReadOnlySpan<byte> brought = _plan.BringsText(index) ? Brought(index) : default;

        // As much as a rule brings at most was perhaps cut.
        return brought.IsEmpty || brought.Length == CallbackRules.MaximumText ? Text(index) : Encoding.UTF8.GetString(brought);
    }

    private T Take<T>(int index, CallbackForm form) => _plan.Parameters[index].Form == form
        ? Take<T>(index)
        : throw new InvalidCastException($"{_plan.Name}: argument {index + 1} '{_plan.Parameters[index].Parameter}' is no pointer.");

    private NativePointer NotNull(int index)
    {
        NativePointer pointer = Take<NativePointer>(index, CallbackForm.Pointer);
        return pointer.IsNull
            ? throw new ArgumentNullException(nameof(index), $"{_plan.Name}: argument {index + 1} '{_plan.Parameters[index].Parameter}' is null.")
            : pointer;
    }

    /// <summary>What was written is read again as it is now, whichever pointer brought it along.</summary>
    private void Refresh(ulong address, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < _plan.Parameters.Length; i++)
        {
            ReadOnlySpan<byte> brought = Brought(i);
            if (brought.IsEmpty)
            {
                continue;
            }

            long offset = (long)(address - _plan.Parameters[i].ReadWord(_record));
            long from = Math.Max(0, offset), to = Math.Min(brought.Length, offset + bytes.Length);
            if (from < to)
            {
                // The record is the host's own copy.
                bytes[(int)(from - offset)..(int)(to - offset)].CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(brought), brought.Length)[(int)from..]);
            }
        }
    }

    private ReadOnlySpan<byte> Brought(int index)
    {
        CallbackParameter parameter = _plan.Parameters[index];
        return parameter is { Form: CallbackForm.Pointer, Rule: >= 0 } ? CallbackRecord.DataOf(_record, parameter.Rule) : default;
    }
}
