<#
.SYNOPSIS
Builds the ffi command and plays its demo: the classic mistakes of FFI, and what becomes of them here.
.DESCRIPTION
The exit status is that of "ffi demo", or of the build if that fails, or 69 where FfiIsolation does not run.
.PARAMETER Scenario
Names of scenarios, or files with scenarios of your own. All of them by default.
.PARAMETER Configuration
Release (default) or Debug.
.PARAMETER List
Names the scenarios and plays none.
.PARAMETER NoBuild
Takes the ffi command as it was built last.
.EXAMPLE
./run-demo.ps1 -Scenario null-pointer, hang
#>
# Core cmdlets and [Console] only, no modules: a test runs this in the bare PowerShell engine.
param(
    [string[]] $Scenario = @(),
    [ValidateSet('Release', 'Debug')] [string] $Configuration = 'Release',
    [switch] $List,
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false   # a demo that fails is an exit status, not an exception

$architecture = [System.Runtime.InteropServices.RuntimeInformation]::OSArchitecture
if (-not $IsLinux -or $architecture -ne 'X64') {
    $system = [System.Runtime.InteropServices.RuntimeInformation]::OSDescription
    [Console]::Error.WriteLine("FfiIsolation runs on Linux x86-64 only, and this is $system on $architecture.")
    [Console]::Error.WriteLine('Run it in a Linux x86-64 container or virtual machine, or on Windows in WSL 2 (wsl --install, then this script again in there).')
    exit 69
}

$ffi = [System.IO.Path]::Combine($PSScriptRoot, 'artifacts', 'bin', 'Cli', $Configuration.ToLowerInvariant(), 'ffi')
if (-not $NoBuild) {
    if (-not (Get-Command -Name dotnet -CommandType Application -ErrorAction Ignore)) {
        [Console]::Error.WriteLine('dotnet was not found. Install the .NET 10 SDK: https://dotnet.microsoft.com/download')
        exit 69
    }
    [Console]::WriteLine("Building ffi ($Configuration) ...")
    & dotnet build ([System.IO.Path]::Combine($PSScriptRoot, 'Cli')) -c $Configuration --nologo -v quiet
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
if (-not [System.IO.File]::Exists($ffi)) {
    [Console]::Error.WriteLine("Not built: $ffi. Run this script without -NoBuild.")
    exit 69
}

if ($List) { & $ffi demo --list } else { & $ffi demo @Scenario }
exit $LASTEXITCODE
