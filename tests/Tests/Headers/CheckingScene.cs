using System.Collections.Concurrent;
using FfiIsolation.Calls;
using FfiIsolation.DebugInfo;
using FfiIsolation.Diagnostics;
using FfiIsolation.Headers;
using FfiIsolation.Libraries;
using FfiIsolation.Supervision;
using FfiIsolation.Tests.Supervision;
using Microsoft.Extensions.Logging;

namespace FfiIsolation.Tests.Headers;

/// <summary>What a host holds declarations against, without a worker: native/mistakes, with debug information or without, and headers that a test makes up.</summary>
internal sealed class CheckingScene : ILoggerFactory, ILogger, IAsyncDisposable
{
    public static readonly string Silent = Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes.so");
    public static readonly string Telling = Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes_debug.so");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ffi-headers-");
    private readonly ConcurrentQueue<(string Event, string Text)> _told = [];
    private readonly LibraryCatalog _catalog = new(1024, BufferGuarding.Guarded);
    private readonly BoundDeclarations? _declarations;

    /// <param name="named">Headers that are named for <see cref="Silent"/>; each is an empty file. What has a path in it is none.</param>
    public CheckingScene(DeclarationChecking checking, string[] named, Action<NativeHostOptions>? configure = null)
    {
        foreach (string name in named.Where(name => !name.Contains('/', StringComparison.Ordinal)))
        {
            File.WriteAllText(PathOf(name), "");
        }

        var options = new NativeHostOptions { Headers = [.. named.Select(name => new LibraryHeader(Silent, name) { IncludeFolders = [_folder.FullName] })] };
        configure?.Invoke(options);
        options.Validate();
        var events = new HostEvents(this, new HostTelemetry("test"), new HostHistory(TimeProvider.System));
        _declarations = BoundDeclarations.Of(checking, () => Headers = new HostHeaders(options, new LibraryLocator(new RealFiles(), LibraryDirectories.OfThisProcess()), Reader, events.RaiseHeaderProblem), events);
    }

    public FakeHeaders Reader { get; } = new();

    /// <summary>null where nothing is to be checked.</summary>
    public HostHeaders? Headers { get; private set; }

    public string PathOf(string header) => Path.Combine(_folder.FullName, header);

    public FunctionTarget Declare(string prototype, string? library = null) => _catalog.Declare(_catalog.Add("mistakes", library ?? Silent), prototype, null);

    public Task BindAsync(string prototype, string? library = null, CancellationToken cancellationToken = default) => _declarations!.CheckAsync(Declare(prototype, library), cancellationToken);

    /// <summary>What was logged of one event, once there are so many lines.</summary>
    public async Task<string[]> ToldAsync(string name, int count)
    {
        await PoolScene.UntilAsync(() => Of(name).Length >= count, $"{count} {name}, and there are {Of(name).Length}");
        return Of(name);
    }

    public string[] Of(string name) => [.. _told.Where(line => line.Event == name).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _told.Enqueue((eventId.Name!, formatter(state, exception)));

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await (_declarations?.DisposeAsync() ?? default);
        _folder.Delete(recursive: true);
    }
}
