// What a handler returned: checked as an argument of the same C type is, and put where C expects it.
using FfiIsolation.Abi;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.Callbacks;

internal static class CallbackResultWriter
{
    /// <summary>Values up to this many bytes are laid out on the stack of this thread.</summary>
    private const int SmallValue = 512;

    /// <exception cref="ArgumentException">The value is none of the C type.</exception>
    public static void Write(CallbackResultPlace place, NativeArgument value, Span<byte> answer)
    {
        switch (place.Form)
        {
            case CallbackForm.Nothing when value.Kind == NativeArgumentKind.Nothing:
                return;
            case CallbackForm.Nothing:
                throw Mistake(place, value, "nothing is expected");
            case CallbackForm.Pointer when value.IsNull || value.Kind == NativeArgumentKind.Pointer:
                CallbackValue.Write(place, value.Pointer, answer);
                return;
            case CallbackForm.Pointer:
                throw Mistake(place, value, $"a {nameof(NativePointer)} is expected: what a callback returns must live in the worker");
        }

        int size = (place.Type.Size + sizeof(ulong) - 1) & -sizeof(ulong);
        Span<byte> image = size <= SmallValue ? stackalloc byte[CallImageLayout.FixedSize + SmallValue] : new byte[CallImageLayout.FixedSize + size];
        image.Clear();
        try
        {
            place.Writer.Write(CallImageWriter.Over(image), value);
        }
        catch (ArgumentException e)
        {
            throw Mistake(place, value, e.Message);
        }

        place.Store(image.Slice(CallImageLayout.FixedSize, place.Type.Size), answer);
    }

    /// <summary>What writes the value as the one argument of a function, on its stack.</summary>
    public static ArgumentWriter CreateWriter(CType type)
    {
        var parameter = new Parameter(0, "result", type, TypeQualifiers.None, minimumLength: null, isNonNull: false, access: null, ownership: null);
        var function = new FunctionType(VoidType.Instance, [parameter], isVariadic: false, CallConvention.SystemV);
        var prototype = new Prototype("", "callback", function, new FunctionAttributes(), new SourceText(""), []);
        return WriterFactory.Create(prototype, parameter, new StackPlace(0, (type.Size + sizeof(ulong) - 1) / sizeof(ulong)));
    }

    private static ArgumentException Mistake(CallbackResultPlace place, NativeArgument value, string why) =>
        new($"A callback that returns '{place.Type}' cannot return {value}: {why}");
}
