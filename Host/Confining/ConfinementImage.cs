// A confinement as the worker's constructor reads it (struct ffi_confinement).
using System.Buffers.Binary;
using System.Text;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Confining;

internal static class ConfinementImage
{
    /// <exception cref="ArgumentException">The paths are together too long.</exception>
    public static byte[] Of(Confinement confinement, IReadOnlyList<string> read, IReadOnlyList<string> write)
    {
        byte[] paths = confinement.AllowFiles ? [] : [.. read.SelectMany(path => Entry('r', path)), .. write.SelectMany(path => Entry('w', path))];
        if (paths.Length > SegmentLayout.ConfinementSize - SegmentLayout.ConfinementPaths)
        {
            throw new ArgumentException(
                $"The paths of {nameof(NativeHostOptions.Confinement)} have {paths.Length} bytes together; {SegmentLayout.ConfinementSize - SegmentLayout.ConfinementPaths} is the most.", "options");
        }

        byte[] image = new byte[SegmentLayout.ConfinementPaths + paths.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(SegmentLayout.ConfinementFlags), Flags(confinement));
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(SegmentLayout.ConfinementPathsLength), paths.Length);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(SegmentLayout.ConfinementMemory), confinement.MaxMemoryBytes ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(SegmentLayout.ConfinementCpuSeconds), (long)Math.Ceiling(confinement.MaxCpuTime?.TotalSeconds ?? 0));
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(SegmentLayout.ConfinementDescriptors), confinement.MaxDescriptors ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(SegmentLayout.ConfinementFileSize), confinement.MaxFileBytes ?? 0);
        paths.CopyTo(image, SegmentLayout.ConfinementPaths);
        return image;
    }

    private static uint Flags(Confinement confinement) =>
        (confinement.AllowOtherProcesses ? 0u : 1) | (confinement.AllowMachine ? 0u : 2) | (confinement.AllowPrograms ? 0u : 4)
        | (confinement.AllowSockets ? 0u : 8) | (confinement.AllowFiles ? 0u : 16);

    private static byte[] Entry(char access, string path) => [(byte)access, .. Encoding.UTF8.GetBytes(path), 0];
}
