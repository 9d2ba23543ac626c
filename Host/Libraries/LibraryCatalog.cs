// The libraries and functions that a host knows, in the order in which they became known: what a spare has ready.
using System.Text;
using FfiIsolation.Calls;
using FfiIsolation.Ownership;

namespace FfiIsolation.Libraries;

internal sealed class LibraryCatalog(int maxTextBytes, BufferGuarding guarding)
{
    /// <summary>What a spare resolves ahead: more would make its start long.</summary>
    private const int MaxPrepared = 256;

    private readonly Lock _lock = new();
    private readonly PlaceRotation _rotation = new();
    private readonly Dictionary<string, LibraryEntry> _byPath = [];
    private readonly Dictionary<(int Library, Declarations Declarations, string Prototype, int CodePage), FunctionTarget> _byPrototype = [];
    private readonly Dictionary<string, Declarations> _declarations = new(StringComparer.Ordinal);
    private readonly List<FunctionTarget> _functions = [];

    public LibraryEntry Add(string name, string path)
    {
        lock (_lock)
        {
            if (!_byPath.TryGetValue(path, out LibraryEntry? entry))
            {
                entry = new LibraryEntry(name, path, _byPath.Count);
                _byPath.Add(path, entry);
            }

            return entry;
        }
    }

    /// <summary>The path by which a library is loaded whose file is mapped under that name; null for a file that is none of them.</summary>
    public string? PathOf(string mapped)
    {
        string[] paths;
        lock (_lock)
        {
            paths = [.. _byPath.Keys];
        }

        return Array.Find(paths, path => path == mapped || Path.GetFileName(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) == Path.GetFileName(mapped));
    }

    /// <summary>The declarations of a text; the same ones for the same text, so that its types and functions are the same.</summary>
    public Declarations Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_lock)
        {
            if (_declarations.TryGetValue(text, out Declarations? known))
            {
                return known;
            }
        }

        Declarations parsed = Declarations.Parse(text);
        lock (_lock)
        {
            return _declarations.TryAdd(text, parsed) ? parsed : _declarations[text];
        }
    }

    /// <summary>The function of that prototype, read against declarations; the same one for the same text and encoding.</summary>
    public FunctionTarget Declare(LibraryEntry library, string prototype, Declarations? declarations, Encoding? textEncoding = null)
    {
        (int, Declarations, string, int) key = (library.Index, declarations ?? Declarations.Empty, prototype, textEncoding?.CodePage ?? -1);
        lock (_lock)
        {
            if (_byPrototype.TryGetValue(key, out FunctionTarget? known))
            {
                return known;
            }
        }

        Prototype parsed = declarations is null ? Prototype.Parse(prototype) : Prototype.Parse(prototype, declarations);
        var plan = new CallPlan(parsed, maxTextBytes, textEncoding, guarding, _rotation);
        FunctionTarget? deallocator = Deallocators.Choose(parsed) is { } free ? DeclareDeallocator(library, free, parsed.Name, declarations) : null;
        lock (_lock)
        {
            if (!_byPrototype.TryGetValue(key, out FunctionTarget? target))
            {
                target = new FunctionTarget(library, parsed.Name, parsed, plan, _byPrototype.Count) { Deallocator = deallocator };
                _byPrototype.Add(key, target);
            }

            return target;
        }
    }

    /// <summary>What frees a function's result, or what an allocator gave.</summary>
    /// <exception cref="CallRejectedException">The declarations have it as a function that cannot be given the pointer alone.</exception>
    public FunctionTarget DeclareDeallocator(LibraryEntry library, Deallocator free, string frees, Declarations? declarations = null)
    {
        Prototype prototype = Deallocators.PrototypeOf(free, declarations);
        lock (_lock)
        {
            // Kept apart from what the application declares: that is looked for in its library alone.
            (int, Declarations, string, int) key = (library.Index, Declarations.Empty, $"{prototype} of {frees}", 0);
            if (!_byPrototype.TryGetValue(key, out FunctionTarget? target))
            {
                target = new FunctionTarget(library, prototype.Name, prototype, new CallPlan(prototype, maxTextBytes, guarding: guarding, rotation: _rotation), _byPrototype.Count) { Frees = frees };
                _byPrototype.Add(key, target);
            }

            return target;
        }
    }

    /// <summary>The functions that were declared by a name.</summary>
    public FunctionTarget[] Declared(string name)
    {
        lock (_lock)
        {
            return [.. _byPrototype.Values.Where(function => function.Frees is null && function.Prototype.Name == name)];
        }
    }

    /// <summary>The names of the functions that were declared, and of all that the libraries offer.</summary>
    public string[] FunctionNames()
    {
        FunctionTarget[] declared;
        LibraryEntry[] libraries;
        lock (_lock)
        {
            declared = [.. _byPrototype.Values];
            libraries = [.. _byPath.Values];
        }

        return [.. declared.Where(function => function.Frees is null).Select(function => function.Prototype.Name)
            .Concat(libraries.SelectMany(library => ElfFile.TryOpen(library.Path) is { } file ? file.ExportedNames.Where(name => !file.DataSizes.ContainsKey(name)) : []))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A worker has resolved the function: spares will do so ahead.</summary>
    public void Resolved(FunctionTarget function)
    {
        lock (_lock)
        {
            if (!_functions.Contains(function))
            {
                _functions.Add(function);
            }
        }
    }

    /// <summary>What a spare should have ready.</summary>
    public FunctionTarget[] Known()
    {
        lock (_lock)
        {
            return [.. _functions.Where(function => function.Library!.IsPreloaded).TakeLast(MaxPrepared)];
        }
    }
}
