namespace FfiIsolation.Cli.Arguments;

/// <summary>A buffer that native code reads, fills or changes.</summary>
/// <param name="Direction">What native code does with it.</param>
/// <param name="Bytes">The contents before the call; for <see cref="BufferDirection.Out"/> zeros, of the length asked for.</param>
internal sealed record BufferArgument(BufferDirection Direction, byte[] Bytes) : ParsedArgument
{
    public override BoundArgument Bind()
    {
        if (Direction == BufferDirection.In)
        {
            return new BoundArgument(NativeBuffer.In<byte>(Bytes), Output: null);
        }

        NativeBuffer buffer = Direction == BufferDirection.Out
            ? NativeBuffer.Out<byte>(Bytes.Length)
            : NativeBuffer.InOut<byte>((byte[])Bytes.Clone());
        return new BoundArgument(buffer, buffer);
    }
}
