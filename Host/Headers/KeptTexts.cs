using System.Text;

namespace FfiIsolation.Headers;

/// <summary>An array of C strings in a session: <c>const char *const *</c>.</summary>
internal sealed class KeptTexts : IDisposable
{
    private readonly RentedBuffer<byte> _bytes;
    private readonly RentedBuffer<ulong> _pointers;

    public KeptTexts(NativeSession session, IReadOnlyList<string> texts)
    {
        byte[] all = Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text + "\0")));
        _bytes = session.Rent<byte>(Math.Max(1, all.Length));
        all.CopyTo(_bytes.Span);
        _pointers = session.Rent<ulong>(Math.Max(1, texts.Count));
        ulong at = _bytes.Pointer.Address;
        for (int i = 0; i < texts.Count; i++)
        {
            _pointers.Span[i] = at;
            at += (ulong)Encoding.UTF8.GetByteCount(texts[i]) + 1;
        }
    }

    public NativePointer Pointers => _pointers.Pointer;

    public void Dispose()
    {
        _pointers.Dispose();
        _bytes.Dispose();
    }
}
