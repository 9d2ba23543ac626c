using System.Text;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;

namespace FfiIsolation;

/// <summary>A native library as a host or a session knows it. It is loaded in workers, never in this process. Safe for use from many threads.</summary>
public sealed class IsolatedLibrary
{
    private readonly ICallScope _scope;
    private readonly LibraryCatalog _catalog;
    private readonly LibraryEntry _entry;

    internal IsolatedLibrary(ICallScope scope, LibraryCatalog catalog, LibraryEntry entry, Declarations? declarations)
    {
        Declarations = declarations;
        _scope = scope;
        _catalog = catalog;
        _entry = entry;
    }

    /// <summary>The name that was asked for.</summary>
    public string Name => _entry.Name;

    /// <summary>The file.</summary>
    public string Path => _entry.Path;

    /// <summary>The declarations that it was loaded with, from which its prototypes take their types; null if there were none.</summary>
    public Declarations? Declarations { get; }

    /// <summary>Declares a function by the line from its header: <c>size_t strlen(const char *s)</c>.</summary>
    /// <param name="prototype">The C prototype; with <see cref="Declarations"/> the name of a function that they hold is enough.</param>
    /// <param name="textEncoding">The encoding of text in arguments and result whose units have its size (<c>char *</c> for Latin-1, <c>char16_t *</c> for big-endian UTF-16); null for UTF-8, UTF-16
    /// and UTF-32 by the size. What it cannot express is refused, never replaced.</param>
    /// <exception cref="PrototypeException">The text is no prototype that can be called; shows where and why.</exception>
    /// <exception cref="SymbolNotFoundException">The library has no such function; names near ones.</exception>
    /// <exception cref="DeclarationMismatchException">The prototype is not what the library's debug information or its header says, and <see cref="NativeHostOptions.DeclarationChecking"/> refuses such.</exception>
    /// <exception cref="NativeCrashException">The library crashed while it was loaded.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had.</exception>
    public NativeFunction Function(string prototype, Encoding? textEncoding = null) =>
        BlockedCaller.Await(FunctionAsync, prototype, textEncoding, CancellationToken.None);

    /// <inheritdoc cref="Function"/>
    /// <param name="prototype">The C prototype.</param>
    /// <param name="textEncoding">The encoding of text in arguments and result whose units have its size (<c>char *</c> for Latin-1, <c>char16_t *</c> for big-endian UTF-16); null for UTF-8, UTF-16
    /// and UTF-32 by the size. What it cannot express is refused, never replaced.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<NativeFunction> FunctionAsync(string prototype, Encoding? textEncoding = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prototype);
        FunctionTarget target = _catalog.Declare(_entry, prototype, Declarations, textEncoding);
        await _scope.BindAsync(target, cancellationToken).ConfigureAwait(false);
        if (_scope.Host.Declarations is { } checking)
        {
            await checking.CheckAsync(target, cancellationToken).ConfigureAwait(false);
        }

        return new NativeFunction(_scope, this, target);
    }

    /// <summary>A global variable of the library.</summary>
    /// <param name="declaration">The name of one that <see cref="Declarations"/> hold, or its declaration: <c>extern int verbosity</c>.</param>
    /// <exception cref="PrototypeException">It is not declared (names near ones), or the text declares no variable; shows where.</exception>
    /// <exception cref="SymbolNotFoundException">The library has no such variable; names near ones.</exception>
    /// <exception cref="CallRejectedException">The library's variable has another size than the declared one.</exception>
    public NativeVariable Variable(string declaration) => VariableAsync(declaration).GetAwaiter().GetResult();

    /// <inheritdoc cref="Variable"/>
    /// <param name="declaration">The name of one that <see cref="Declarations"/> hold, or its declaration: <c>extern int verbosity</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<NativeVariable> VariableAsync(string declaration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        DeclaredVariable declared = VariableDeclaration.Read(declaration, Declarations ?? Declarations.Empty);
        SymbolAdvice.ThrowIfOther(declared, Path);
        await _scope.RunAsync((worker, access) => access.FindAsync(worker, _entry, declared.Name), declared.Name, cancellationToken).ConfigureAwait(false);
        return new NativeVariable(_scope, this, _entry, declared);
    }

    /// <summary>A value of a struct or union that <see cref="Declarations"/> hold.</summary>
    /// <param name="type">Its type: <c>struct point</c>, or the name of a typedef.</param>
    /// <param name="initializer">Its value as C writes it, such as <c>{1, 2}</c>; null for zeros.</param>
    /// <exception cref="ArgumentException">There is no such struct; names near ones.</exception>
    /// <exception cref="PrototypeException">The text is no initialiser of the type; shows where.</exception>
    public NativeStruct Struct(string type, string? initializer = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        Declarations declarations = Declarations ?? Declarations.Empty;
        switch (declarations.FindType(type))
        {
            case RecordType record:
                return initializer is null ? new NativeStruct(record) : NativeStruct.Parse(record, initializer, declarations);
            case { } other:
                throw new ArgumentException($"'{type}' is {other}, no struct or union.", nameof(type));
            default:
                IReadOnlyList<string> near = NearNames.Find(type, declarations.TypeNames);
                throw new ArgumentException($"'{type}' is not declared{(near.Count == 0 ? "" : $"; did you mean '{near[0]}'?")}", nameof(type));
        }
    }

    /// <summary>The file's path.</summary>
    public override string ToString() => Path;
}
