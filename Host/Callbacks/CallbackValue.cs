// Between the bytes of a C value and a .NET value whose type the JIT knows: each branch is decided when the code is compiled, nothing is boxed.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiIsolation.Callbacks;

internal static class CallbackValue
{
    /// <summary>Reads an argument.</summary>
    public static T Read<T>(CallbackParameter parameter, ReadOnlySpan<byte> record)
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half))
        {
            return ReadFloating<T>(parameter, record);
        }

        if (typeof(T) == typeof(LongDouble))
        {
            Span<byte> bytes = stackalloc byte[16];
            parameter.Copy(record, bytes);
            return FromBytes<T>(bytes);
        }

        if (parameter.Form is CallbackForm.Signed or CallbackForm.Unsigned or CallbackForm.Pointer or CallbackForm.Boolean)
        {
            // Little-endian: the low bytes of the word are the value of a smaller type.
            ulong word = parameter.ReadWord(record);
            return Unsafe.As<ulong, T>(ref word);
        }

        T whole = default!;
        parameter.Copy(record, BytesOf(ref whole));
        return whole;
    }

    /// <summary>The value of the bytes of a type that is no integer of 64 bits or less.</summary>
    public static T FromBytes<T>(ReadOnlySpan<byte> bytes)
    {
        if (typeof(T) == typeof(LongDouble))
        {
            var value = new LongDouble(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(ulong)..]));
            return Unsafe.As<LongDouble, T>(ref value);
        }

        T whole = default!;
        bytes[..Unsafe.SizeOf<T>()].CopyTo(BytesOf(ref whole));
        return whole;
    }

    /// <summary>Writes a result into an answer that is zero.</summary>
    public static void Write<T>(CallbackResultPlace place, T value, Span<byte> answer)
    {
        if (IsOfForm<T>(place.Form))
        {
            // Bit by bit, where nothing is converted: a signalling NaN stays one.
            place.Store(BytesOf(ref value), answer);
        }
        else if (typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half))
        {
            WriteFloating(place, ToDouble(value), answer);
        }
        else if (typeof(T) == typeof(LongDouble))
        {
            Write(place, Unsafe.As<T, LongDouble>(ref value), answer);
        }
        else if (typeof(T) == typeof(NativePointer))
        {
            ulong address = Unsafe.As<T, NativePointer>(ref value).Address;
            place.Store(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in address)), answer);
        }
        else if (typeof(T) == typeof(NativeStruct))
        {
            place.Store(((NativeStruct)(object)value!).Bytes, answer);
        }
        else if (place.Form is CallbackForm.Signed or CallbackForm.Unsigned)
        {
            long word = ToWord(value);
            place.Store(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in word)), answer);
        }
        else
        {
            place.Store(BytesOf(ref value), answer);
        }
    }

    private static T ReadFloating<T>(CallbackParameter parameter, ReadOnlySpan<byte> record)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        parameter.Copy(record, bytes[..parameter.Type.Size]);
        if (IsOfForm<T>(parameter.Form))
        {
            return Unsafe.As<byte, T>(ref bytes[0]);
        }

        double value = parameter.Form switch
        {
            CallbackForm.Half => (double)MemoryMarshal.Read<Half>(bytes),
            CallbackForm.Float => MemoryMarshal.Read<float>(bytes),
            _ => MemoryMarshal.Read<double>(bytes),
        };
        if (typeof(T) == typeof(float))
        {
            float narrow = (float)value;
            return Unsafe.As<float, T>(ref narrow);
        }

        return Unsafe.As<double, T>(ref value);
    }

    private static bool IsOfForm<T>(CallbackForm form) =>
        (typeof(T) == typeof(float) && form == CallbackForm.Float) || (typeof(T) == typeof(double) && form == CallbackForm.Double)
        || (typeof(T) == typeof(Half) && form == CallbackForm.Half);

    private static double ToDouble<T>(T value) =>
        typeof(T) == typeof(Half) ? (double)Unsafe.As<T, Half>(ref value) : typeof(T) == typeof(float) ? Unsafe.As<T, float>(ref value) : Unsafe.As<T, double>(ref value);

    private static void WriteFloating(CallbackResultPlace place, double value, Span<byte> answer)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        switch (place.Form)
        {
            case CallbackForm.Half:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case CallbackForm.Float:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            case CallbackForm.LongDouble:
                Write(place, (LongDouble)value, answer);
                return;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
        }

        place.Store(bytes, answer);
    }

    private static void Write(CallbackResultPlace place, LongDouble value, Span<byte> answer)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value.Significand);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[sizeof(ulong)..], value.SignAndExponent);
        place.Store(bytes, answer);
    }

    private static long ToWord<T>(T value)
    {
        bool isSigned = typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(int) || (typeof(T).IsEnum && IsSignedEnum(typeof(T)));
        return Unsafe.SizeOf<T>() switch
        {
            1 => isSigned ? Unsafe.As<T, sbyte>(ref value) : Unsafe.As<T, byte>(ref value),
            2 => isSigned ? Unsafe.As<T, short>(ref value) : Unsafe.As<T, ushort>(ref value),
            4 => isSigned ? Unsafe.As<T, int>(ref value) : Unsafe.As<T, uint>(ref value),
            _ => Unsafe.As<T, long>(ref value),
        };
    }

    private static bool IsSignedEnum(Type type) => Type.GetTypeCode(type) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32;

    // Only for types without references: the signature was checked.
    private static Span<byte> BytesOf<T>(ref T value) => MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
}
