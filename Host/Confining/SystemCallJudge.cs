// Decides on the system calls of one worker that its confinement has the kernel ask about. Where the decision protects, it rests on arguments that
// the kernel has copied, never on memory that the caller can change meanwhile: paths are judged by Landlock, and read here only to name what it refuses.
using System.Globalization;

namespace FfiIsolation.Confining;

internal sealed class SystemCallJudge(int worker, IWorkerView view, IReadOnlyList<string> readable, IReadOnlyList<string> writable)
{
    private const ulong OpenForWriting = 3;          // O_ACCMODE: O_WRONLY or O_RDWR
    private const ulong OpenCreatesOrCuts = 0x240;   // O_CREAT | O_TRUNC
    private const int SetOwner = 8;                  // F_SETOWN; F_SETOWN_EX has a pointer where this has the process
    private const int WhichProcess = 0;              // PRIO_PROCESS
    private const int WhichIoProcess = 1;            // IOPRIO_WHO_PROCESS

    public SystemCallVerdict Judge(SystemCallQuestion question)
    {
        SystemCallVerdict verdict = Decide(question);

        // The runtime tries which kinds of sockets there are; that is no library's doing. A library that takes the name of the runtime's threads hides its attempts, and gains nothing.
        return verdict.Refused is not null && view.IsRuntimes(question.Caller) ? verdict with { Refused = null } : verdict;
    }

    /// <summary>The worker's process number.</summary>
    public int Worker => worker;

    private SystemCallVerdict Decide(SystemCallQuestion question)
    {
        if (SystemCallRules.Find(question.Number) is not { } rule)
        {
            return new SystemCallVerdict(false, string.Create(CultureInfo.InvariantCulture, $"make the system call {question.Number}"));
        }

        return rule.Kind switch
        {
            SystemCallKind.Process => JudgeProcess(rule, question, Argument(question, 0)),
            SystemCallKind.Owner when Argument(question, 1) == SetOwner => JudgeProcess(rule, question, Argument(question, 2)),
            SystemCallKind.Owner => new SystemCallVerdict(false, $"{rule.Words} whom it names in memory"),
            SystemCallKind.ProcessDescriptor => JudgeDescriptor(rule, question, view.ProcessOf(question.Caller, Argument(question, 0))),
            SystemCallKind.Which => JudgeWhich(rule, question),
            SystemCallKind.Files => JudgeFiles(rule, question),
            _ => new SystemCallVerdict(false, rule.Words + Detail(question)),
        };
    }

    private static int Argument(SystemCallQuestion question, int index) => (int)question.Arguments[index];

    private SystemCallVerdict JudgeProcess(SystemCallRule rule, SystemCallQuestion question, int target)
    {
        // 0 is the caller or its group; a group is the worker's own where it is that of a process of its own.
        if (target == 0 || (target != -1 && target != int.MinValue && view.IsOwn(Math.Abs(target))))
        {
            return SystemCallVerdict.Allowed;
        }

        string whom = target == -1 ? "every process"
            : string.Create(CultureInfo.InvariantCulture, $"{(target < 0 ? "process group" : "process")} {Math.Abs((long)target)}")
            + (Math.Abs((long)target) == Environment.ProcessId ? ", its host" : "");
        return new SystemCallVerdict(false, $"{rule.Words} {whom}{Signal(rule, question)}");
    }

    /// <summary>A descriptor of which nobody can say whose it is may be another process's folder of /proc, which kernels before 6.12 take for its process.</summary>
    private SystemCallVerdict JudgeDescriptor(SystemCallRule rule, SystemCallQuestion question, int target) => target > 0 ? JudgeProcess(rule, question, target)
        : new SystemCallVerdict(false, $"{rule.Words} a process behind a descriptor that does not say which{Signal(rule, question)}");

    private SystemCallVerdict JudgeWhich(SystemCallRule rule, SystemCallQuestion question)
    {
        int which = Argument(question, 0);
        return which == (rule.Name == "setpriority" ? WhichProcess : WhichIoProcess)
            ? JudgeProcess(rule, question, Argument(question, 1))
            : which == (rule.Name == "setpriority" ? WhichProcess : WhichIoProcess) + 1
            ? JudgeProcess(rule, question, -Math.Abs(Argument(question, 1)))
            : new SystemCallVerdict(false, $"{rule.Words} all processes of a user");
    }

    /// <summary>Always allowed: the kernel's domain decides. What it will refuse is named, as far as it can be told before.</summary>
    private SystemCallVerdict JudgeFiles(SystemCallRule rule, SystemCallQuestion question)
    {
        ulong flags = rule.FlagsArgument is not { } at ? OpenForWriting
            : rule.FlagsArePointed ? view.ReadWord(question.Caller, question.Arguments[at]) : question.Arguments[at];
        bool writes = (flags & OpenForWriting) != 0 || (flags & OpenCreatesOrCuts) != 0;
        foreach (PathPlace place in rule.Paths!)
        {
            int folder = place.Folder is { } descriptor ? Argument(question, descriptor) : IWorkerView.WorkingDirectory;
            if (view.ReadPath(question.Caller, question.Arguments[place.Path]) is not { } path
                || view.Resolve(question.Caller, folder, path, orFolder: writes) is not { } real
                || (writes ? writable : [.. readable, .. writable]).Any(allowed => IsWithin(real, allowed)))
            {
                continue;
            }

            return new SystemCallVerdict(true, $"{rule.Words} {path}{(rule.FlagsArgument is null ? "" : writes ? " for writing" : " for reading")}");
        }

        return SystemCallVerdict.Allowed;
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || folder.EndsWith('/') || path[folder.Length] == '/');

    private static string Signal(SystemCallRule rule, SystemCallQuestion question) => rule.Name switch
    {
        "kill" or "tkill" or "rt_sigqueueinfo" or "pidfd_send_signal" => $" ({Crashes.Signals.Name(Argument(question, 1))})",
        "tgkill" or "rt_tgsigqueueinfo" => $" ({Crashes.Signals.Name(Argument(question, 2))})",
        _ => "",
    };

    private string Detail(SystemCallQuestion question)
    {
        string? detail = SystemCallRules.Find(question.Number)!.Name switch
        {
            "socket" => SocketWords.Of(Argument(question, 0), Argument(question, 1)),
            "execve" => view.ReadPath(question.Caller, question.Arguments[0]),
            "execveat" => view.ReadPath(question.Caller, question.Arguments[1]),
            "ptrace" when question.Arguments[1] != 0 => string.Create(CultureInfo.InvariantCulture, $"process {Argument(question, 1)}"),
            _ => null,
        };
        return detail is null ? "" : $" ({detail})";
    }
}
