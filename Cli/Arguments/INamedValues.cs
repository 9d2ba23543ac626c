namespace FfiIsolation.Cli.Arguments;

/// <summary>Values of earlier calls, which an argument names as <c>$name</c>. Only scenarios have them.</summary>
internal interface INamedValues
{
    /// <summary>The value of that name: what a call returned (<see cref="NativePointer"/>, a number, a text) or left in a buffer (<see cref="byte"/>[]
    /// or what it reads as).</summary>
    bool TryFind(string name, out object? value);
}
