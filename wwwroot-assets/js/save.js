// Hands a file that was made in the page or by the server to the browser's downloads.

export function saveBlob(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const saveFile = (name, type, bytes) => saveBlob(name, new Blob([bytes], { type }));
