namespace FfiIsolation.Processes;

/// <summary>A file in memory, without a name anywhere, that nobody can change any more.</summary>
internal static unsafe class MemoryFile
{
    /// <returns>Its descriptor, which is closed when a program is started by this process.</returns>
    /// <param name="name">As mappings of it are called.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public static int CreateSealed(string name, ReadOnlySpan<byte> content)
    {
        int descriptor = Spawner.MoveUp(LinuxCalls.CreateMemoryFile(name, LinuxCalls.MemfdCloseOnExecSealable), "create a memory file");
        try
        {
            fixed (byte* bytes = content)
            {
                if (LinuxCalls.WriteAt(descriptor, bytes, (nuint)content.Length, 0) != content.Length)
                {
                    throw LinuxCalls.Failure("write the memory file");
                }
            }

            return LinuxCalls.Control(descriptor, LinuxCalls.AddSeals, LinuxCalls.SealAll) == 0 ? descriptor : throw LinuxCalls.Failure("seal the memory file");
        }
        catch
        {
            LinuxCalls.Close(descriptor);
            throw;
        }
    }
}
