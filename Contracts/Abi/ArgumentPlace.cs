namespace FfiIsolation.Abi;

/// <summary>Where a calling convention puts one argument. The kinds are the sealed records derived from it; arguments in several pieces (structs) and
/// arguments passed by a pointer to a copy will be kinds of their own.</summary>
internal abstract record ArgumentPlace;
