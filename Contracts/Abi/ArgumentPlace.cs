namespace FfiIsolation.Abi;

/// <summary>Where a calling convention puts one argument. The kinds are the sealed records derived from it.</summary>
internal abstract record ArgumentPlace;
