using System.Text;
using FfiIsolation.Images;

namespace FfiIsolation.Ownership;

/// <summary>A copy of what is to lie in the worker's heap.</summary>
internal sealed class MemoryContent
{
    private MemoryContent(NativeArgument lent, int length)
    {
        Lent = lent;
        Length = length;
    }

    /// <summary>The argument that it would be if it were lent for one call.</summary>
    public NativeArgument Lent { get; }

    /// <summary>Bytes, a terminator included.</summary>
    public int Length { get; }

    public static MemoryContent Of<T>(ReadOnlyMemory<T> content)
        where T : unmanaged
    {
        NativeBuffer copy = NativeBuffer.In(content.ToArray());
        return new MemoryContent(copy, copy.Length);
    }

    public static MemoryContent Of(string text) => new(text, checked(Encoding.UTF8.GetByteCount(text) + 1));

    /// <summary>What is passed for one call; null for what is no data, such as a pointer.</summary>
    /// <exception cref="ArgumentException">Native code is to write there.</exception>
    public static MemoryContent? TryOf(NativeArgument argument, string function) => argument.Kind switch
    {
        NativeArgumentKind.Text => Of(argument.Text),
        NativeArgumentKind.Bytes => Of<byte>(argument.Bytes),
        NativeArgumentKind.Buffer when argument.Buffer.Direction == BlockDirection.In => Of<byte>(argument.Buffer.Bytes.ToArray()),
        NativeArgumentKind.Buffer => throw new ArgumentException($"{function} takes over what this argument points at, so nothing would come back from {argument}; pass bytes, text or a handle."),
        NativeArgumentKind.Struct or NativeArgumentKind.Value =>
            throw new ArgumentException($"{function} takes over what this argument points at, and a struct is lent for the call; pass {nameof(NativeBuffer)}.{nameof(NativeBuffer.Transfer)} of its bytes."),
        _ => null,
    };

    /// <summary>Whether the bytes that would be lent are those that are allocated: a parameter may take text in another encoding.</summary>
    public bool Is(ReadOnlySpan<byte> lent) =>
        Lent.Kind != NativeArgumentKind.Text
        || (lent.Length == Length && lent[^1] == 0 && lent[..^1].SequenceEqual(Encoding.UTF8.GetBytes(Lent.Text)));

    /// <summary>As a report shows it.</summary>
    public override string ToString() => Lent.ToString();
}
