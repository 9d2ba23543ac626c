using System.Numerics;
using System.Runtime.CompilerServices;

namespace FfiIsolation.Callbacks;

/// <summary>A parameter or the result of a delegate, as far as it matters for what C value it can stand for.</summary>
/// <param name="Type">The .NET type; <see cref="void"/> for no result.</param>
/// <param name="Size">The bytes of a type without references; 0 for others.</param>
internal readonly record struct DelegateValue(Type Type, int Size)
{
    private static readonly HashSet<Type> s_signed = [typeof(sbyte), typeof(short), typeof(int), typeof(long), typeof(nint)];
    private static readonly HashSet<Type> s_unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong), typeof(nuint), typeof(char)];
    private static readonly HashSet<Type> s_others =
        [typeof(bool), typeof(Half), typeof(float), typeof(double), typeof(LongDouble), typeof(Int128), typeof(UInt128), typeof(Complex), typeof(NativePointer), typeof(decimal)];

    public static DelegateValue Void { get; } = new(typeof(void), 0);

    public bool IsText => Type == typeof(string);

    private Type Number => Type.IsEnum ? Type.GetEnumUnderlyingType() : Type;

    private bool IsSigned => s_signed.Contains(Number);

    private bool IsInteger => IsSigned || s_unsigned.Contains(Number);

    private bool IsBytes => Size > 0 && !IsInteger && !s_others.Contains(Type);

    public static DelegateValue Of<T>() => new(typeof(T), RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? 0 : Unsafe.SizeOf<T>());

    /// <summary>Whether it can hold every value of a C type.</summary>
    public bool Takes(CType type) => CallbackForms.Of(type) switch
    {
        CallbackForm.Boolean => Type == typeof(bool),
        CallbackForm.Signed or CallbackForm.Unsigned => IsInteger && Holds(Size, IsSigned, type),
        CallbackForm.Pointer => Type == typeof(NativePointer) || Type == typeof(nint) || Type == typeof(nuint) || (IsText && IsCharacters(type)),
        CallbackForm.Half => Type == typeof(Half) || Type == typeof(float) || Type == typeof(double),
        CallbackForm.Float => Type == typeof(float) || Type == typeof(double),
        CallbackForm.Double => Type == typeof(double),
        CallbackForm.LongDouble => Type == typeof(LongDouble),
        CallbackForm.Bytes => TakesBytes(type),
        _ => Type == typeof(void),
    };

    /// <summary>Whether a C type can hold every value of it.</summary>
    public bool FitsInto(CType type) => CallbackForms.Of(type) switch
    {
        CallbackForm.Signed or CallbackForm.Unsigned => IsInteger && FitsInteger(type),
        CallbackForm.Pointer => Type == typeof(NativePointer) || Type == typeof(nint) || Type == typeof(nuint),
        CallbackForm.Half => Type == typeof(Half),
        CallbackForm.Float => Type == typeof(float) || Type == typeof(Half),
        CallbackForm.Double => Type == typeof(double) || Type == typeof(float) || Type == typeof(Half),
        CallbackForm.LongDouble => Type == typeof(LongDouble) || Type == typeof(double) || Type == typeof(float),
        _ => Takes(type),
    };

    /// <summary>What a delegate can have for a C type, for messages.</summary>
    public static string Wanted(CType type, bool isResult) => CallbackForms.Of(type) switch
    {
        CallbackForm.Boolean => "bool",
        CallbackForm.Signed or CallbackForm.Unsigned => $"{IntegerName(type)}{(isResult ? " or a smaller integer" : " or a larger integer")}",
        CallbackForm.Pointer => IsCharacters(type) && !isResult ? $"{nameof(NativePointer)}, nint or string" : $"{nameof(NativePointer)} or nint",
        CallbackForm.Half => nameof(Half),
        CallbackForm.Float => "float",
        CallbackForm.Double => "double",
        CallbackForm.LongDouble => nameof(LongDouble),
        CallbackForm.Bytes when type is IntegerType integer => integer.IsSigned ? nameof(Int128) : nameof(UInt128),
        CallbackForm.Bytes when type is ComplexType { Part.Kind: FloatingKind.Double } => nameof(Complex),
        CallbackForm.Bytes when type is RecordType => $"{nameof(NativeStruct)} or a struct of {type.Size} bytes without references",
        CallbackForm.Bytes => $"a struct of {type.Size} bytes without references",
        _ => isResult ? "no result (an Action)" : "nothing",
    };

    public override string ToString() => Type == typeof(void) ? "void" : Type.Name;

    private static bool IsCharacters(CType type) => type is PointerType { Pointee: IntegerType { Size: 1 } };

    private static string IntegerName(CType type) => (CallbackForms.Of(type) == CallbackForm.Signed, type.Size) switch
    {
        (true, 1) => "sbyte",
        (true, 2) => "short",
        (true, 4) => "int",
        (true, _) => "long",
        (_, 1) => "byte",
        (_, 2) => "ushort",
        (_, 4) => "uint",
        _ => "ulong",
    };

    private static bool Holds(int size, bool isSigned, CType type)
    {
        bool signed = CallbackForms.Of(type) == CallbackForm.Signed;

        // A plain char is text as often as a number: both of its readings are meant.
        return type is IntegerType { Kind: IntegerKind.Char } && size == 1
            || (isSigned == signed ? size >= type.Size : isSigned && size > type.Size);
    }

    private bool FitsInteger(CType type)
    {
        bool signed = CallbackForms.Of(type) == CallbackForm.Signed;
        return type is IntegerType { Kind: IntegerKind.Char } && Size == 1
            || (IsSigned == signed ? Size <= type.Size : signed && Size < type.Size);
    }

    private bool TakesBytes(CType type) => type switch
    {
        IntegerType integer => Type == (integer.IsSigned ? typeof(Int128) : typeof(UInt128)),
        ComplexType { Part.Kind: FloatingKind.Double } when Type == typeof(Complex) => true,
        RecordType when Type == typeof(NativeStruct) => true,
        _ => IsBytes && Size == type.Size,
    };
}
