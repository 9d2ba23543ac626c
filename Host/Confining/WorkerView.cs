// What /proc tells of a worker.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FfiIsolation.Processes;

namespace FfiIsolation.Confining;

internal sealed class WorkerView(int worker) : IWorkerView
{
    private const string Self = "/proc/self"; // in the host, the host
    private const int MaxPath = 4096;
    private const int MaxAncestors = 64;

    public bool IsOwn(int id)
    {
        if (Directory.Exists($"/proc/{worker}/task/{id}"))
        {
            return true;
        }

        for (int process = id, steps = 0; process > 1 && steps < MaxAncestors; steps++)
        {
            if (process == worker || Field(process, "Tgid:") == worker)
            {
                return true;
            }

            process = Field(process, "PPid:");
        }

        return false;
    }

    public bool IsRuntimes(int thread) => ThreadFiles.Read(worker, thread, "comm")?.StartsWith(".NET ", StringComparison.Ordinal) == true;

    public int ProcessOf(int caller, int descriptor) => FieldOf($"/proc/{caller}/fdinfo/{descriptor}", "Pid:");

    public string? ReadPath(int caller, ulong address)
    {
        // Up to the end of a page at a time: a path may end right before memory that is not there.
        Span<byte> path = stackalloc byte[MaxPath];
        int length = 0;
        while (length < MaxPath)
        {
            Span<byte> piece = path.Slice(length, (int)Math.Min((ulong)(MaxPath - length), 4096 - ((address + (ulong)length) % 4096)));
            try
            {
                ProcessMemory.Read(caller, address + (ulong)length, piece);
            }
            catch (IOException)
            {
                // The kernel will say the same to the caller.
                return null;
            }

            int end = piece.IndexOf((byte)0);
            if (end >= 0)
            {
                return Encoding.UTF8.GetString(path[..(length + end)]);
            }

            length += piece.Length;
        }

        return null;
    }

    public ulong ReadWord(int caller, ulong address)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        try
        {
            ProcessMemory.Read(caller, address, word);
            return BinaryPrimitives.ReadUInt64LittleEndian(word);
        }
        catch (IOException)
        {
            // The kernel will say the same to the caller.
            return 0;
        }
    }

    public string? Resolve(int caller, int folder, string path, bool orFolder)
    {
        if (path.Length == 0)
        {
            return null;
        }

        string start = folder == IWorkerView.WorkingDirectory ? $"/proc/{caller}/cwd" : $"/proc/{caller}/fd/{folder}";
        string whole = !Path.IsPathRooted(path) ? $"{start}/{path}"
            : path == Self || path.StartsWith(Self + "/", StringComparison.Ordinal) ? $"/proc/{caller}{path[Self.Length..]}"
            : path;
        return RealPath.Of(whole) ?? (orFolder && Path.GetDirectoryName(whole.TrimEnd('/')) is { Length: > 0 } parent ? RealPath.Of(parent) : null);
    }

    private static int Field(int process, string name) => FieldOf($"/proc/{process}/status", name);

    private static int FieldOf(string file, string name)
    {
        try
        {
            foreach (string line in File.ReadLines(file))
            {
                if (line.StartsWith(name, StringComparison.Ordinal))
                {
                    return int.TryParse(line.AsSpan(name.Length).Trim(), CultureInfo.InvariantCulture, out int value) ? value : 0;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or never there.
        }

        return 0;
    }
}
