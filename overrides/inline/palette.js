try{var p=localStorage.getItem("palette "+new URL("../..",document.styleSheets[0].href).pathname);if(p)document.documentElement.dataset.palette=p}catch(e){}
