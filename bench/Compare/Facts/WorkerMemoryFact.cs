using System.Globalization;
using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare.Facts;

/// <summary>Resident memory of a worker after its first call. Its proportional share counts what is shared with other processes by their number.</summary>
internal sealed class WorkerMemoryFact() : Fact("worker memory")
{
    public override Task<string> FindAsync(RowContext context)
    {
        using NativeHost host = NativeHost.Start();
        using NativeSession session = host.OpenSession();
        session.Load("m").Function("double cos(double x)").Invoke(0.5);
        string folder = $"/proc/{session.ProcessId}";
        return Task.FromResult(string.Create(
            CultureInfo.InvariantCulture,
            $"{ProcessNumbers.Mebibytes(folder + "/status", "VmRSS"):0.0} MiB resident, {ProcessNumbers.Mebibytes(folder + "/smaps_rollup", "Pss"):0.0} MiB proportional (goal: resident <= 20)"));
    }
}
