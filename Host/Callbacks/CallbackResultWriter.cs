// What a handler returned, checked as an argument is, and written where C expects it.
using System.Runtime.InteropServices;
using FfiIsolation.Calls;

namespace FfiIsolation.Callbacks;

internal static class CallbackResultWriter
{
    /// <exception cref="ArgumentException">The value is none of the C type.</exception>
    public static void Write(CallbackResultPlace place, NativeArgument value, Span<byte> answer)
    {
        string why = "nothing is expected";
        switch (place.Form)
        {
            case CallbackForm.Nothing when value.Kind == NativeArgumentKind.Nothing:
                return;
            case CallbackForm.Boolean when value is { Kind: NativeArgumentKind.Boolean } or { Kind: NativeArgumentKind.Signed or NativeArgumentKind.Unsigned, Bits: 0 or 1 }:
                CallbackValue.Write(place, value.Bits != 0, answer);
                return;
            case CallbackForm.Boolean:
                why = "true or false is expected";
                break;
            case CallbackForm.Signed or CallbackForm.Unsigned when NumberConversion.ToInteger(value, place.Type.Size, place.Form == CallbackForm.Signed, out why) is { } word:
                place.Store(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in word)), answer);
                return;
            case CallbackForm.Pointer when value.IsNull || value.Kind == NativeArgumentKind.Pointer:
                CallbackValue.Write(place, value.Pointer, answer);
                return;
            case CallbackForm.Pointer:
                why = $"a {nameof(NativePointer)} is expected: what a callback returns must live in the worker";
                break;
            case CallbackForm.Float when NumberConversion.ToFloat(value, out why) is { } single:
                CallbackValue.Write(place, single, answer);
                return;
            case CallbackForm.Double when NumberConversion.ToDouble(value, out why) is { } number:
                CallbackValue.Write(place, number, answer);
                return;
            case CallbackForm.LongDouble when NumberConversion.ToLongDouble(value, out why) is { } extended:
                CallbackValue.Write(place, extended, answer);
                return;
        }

        throw new ArgumentException($"A callback that returns '{place.Type}' cannot return {value}: {why}.");
    }
}
