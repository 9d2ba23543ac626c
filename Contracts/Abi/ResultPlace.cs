namespace FfiIsolation.Abi;

/// <summary>Where a calling convention leaves the result. The kinds are the sealed records derived from it.</summary>
internal abstract record ResultPlace;
