namespace FfiIsolation;

/// <summary>Where a declaration stands, which decides what it may hold.</summary>
internal enum DeclarationPlace
{
    /// <summary>The one function of <see cref="Prototype.Parse(string)"/>.</summary>
    Prototype,

    /// <summary>A block of declarations, outside of braces.</summary>
    Block,

    /// <summary>In the braces of a struct or union.</summary>
    Member,

    /// <summary>In the parentheses of a function.</summary>
    Parameter,

    /// <summary>A type without a name, as <c>sizeof</c> and casts have it.</summary>
    TypeName,
}
